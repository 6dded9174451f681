"""A mailbox at somebody's post office: letters are fetched by IMAP and go out by SMTP."""

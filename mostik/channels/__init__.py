"""Where clients come in and answers go out: telephony, mail, messengers, forms."""

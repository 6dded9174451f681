"""The column of words, kept and asked by each database in its own way: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

The only place that differs. Tokens are written out for either database as they are: no parser of its own touches them.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from mostik.core.search.words import Asked, Term


class WordsField(TextField):  # type: ignore[type-arg]
    """Tokens of a record, each once: given as a sequence, kept as text on SQLite and as a tsvector on PostgreSQL."""

    def db_type(self, connection: Any) -> str:
        """Return the column's type."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return tokens as the column takes them; what was read back from it goes back as it is."""
        del prepared
        if isinstance(value, str):
            return value
        return " ".join(map(_quoted, value)) if connection.vendor == "postgresql" else " ".join(value)

    def to_python(self, value: Any) -> Any:
        """Leave tokens as they are."""
        return value

    get_prep_value = to_python


@WordsField.register_lookup
class Met(Lookup):
    """``words__met=question``: the record has a token of every term. ``words__titled``: in its title."""

    lookup_name = "met"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL: a tsquery written out."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*params, _written(self.rhs, self.tokens, _tsquery_token, " & ", " | "))

    def as_sqlite(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQLite: the numbers of the rows the FTS5 table finds."""
        table = self.lhs.alias
        inner = "SELECT rowid FROM core_search_words WHERE core_search_words MATCH %s"
        return f'"{table}"."id" IN ({inner})', (_written(self.rhs, self.tokens, _fts_token, " AND ", " OR "),)

    @staticmethod
    def tokens(term: "Term") -> tuple[str, ...]:
        """Return which tokens of a term count here."""
        return term.body


@WordsField.register_lookup
class MetReading(Met):
    """As ``met``, but each row at hand is read: PostgreSQL does not ask the words' index, nor believe its guesses."""

    lookup_name = "met_reading"

    def process_lhs(self, compiler: SQLCompiler, connection: Any, lhs: Any = None) -> tuple[str, tuple[Any, ...]]:
        """Return the column as no index has it."""
        column, params = super().process_lhs(compiler, connection, lhs)
        return f"coalesce({column}, {column})", (*params, *params)


@WordsField.register_lookup
class Titled(Met):
    """As ``met``, by the words of the title alone."""

    lookup_name = "titled"

    @staticmethod
    def tokens(term: "Term") -> tuple[str, ...]:
        """Return the title's tokens of a term."""
        return term.title


def _written(question: "Asked", tokens: Any, token: Any, both: str, either: str) -> str:
    return both.join(f"({either.join(token(each) for each in tokens(term))})" for term in question.terms)


def _tsquery_token(token: str) -> str:
    return f"{_quoted(token[:-1])}:*" if token.endswith("*") else _quoted(token)


def _fts_token(token: str) -> str:
    return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"

import mostik.core.columns
from django.db import migrations, models

SQLITE = [
    # Detail none: tokens are met alone, never as phrases. External content: the words lie in the row itself.
    """CREATE VIRTUAL TABLE core_search_words USING fts5(words, content='core_searchrow', content_rowid='id',
    detail=none, columnsize=0, prefix='4 5 6', tokenize="unicode61 remove_diacritics 0 tokenchars '@.+-_'")""",
    """CREATE TRIGGER core_searchrow_added AFTER INSERT ON core_searchrow BEGIN
    INSERT INTO core_search_words(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER core_searchrow_removed AFTER DELETE ON core_searchrow BEGIN
    INSERT INTO core_search_words(core_search_words, rowid, words) VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER core_searchrow_changed AFTER UPDATE OF words ON core_searchrow WHEN old.words <> new.words BEGIN
    INSERT INTO core_search_words(core_search_words, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO core_search_words(rowid, words) VALUES (new.id, new.words); END""",
]
POSTGRES = [
    "CREATE INDEX core_search_words ON core_searchrow USING gin (words) WITH (fastupdate = off)",
]
GONE = {"sqlite": "DROP TABLE IF EXISTS core_search_words", "postgresql": "DROP INDEX IF EXISTS core_search_words"}


def put_up(apps, schema_editor):
    """Let each database find by words in its own way."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def take_down(apps, schema_editor):
    """Leave the plain table, which goes next."""
    schema_editor.execute(GONE[schema_editor.connection.vendor])


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_api'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('row_id', models.BigIntegerField()),
                ('opens', models.BigIntegerField(help_text='The record whose card shows this one; mostly itself.')),
                ('owner_id', models.BigIntegerField(null=True)),
                ('team_id', models.BigIntegerField(null=True)),
                ('title', models.CharField(max_length=200)),
                ('note', models.CharField(default='', max_length=200)),
                ('words', mostik.core.columns.WordsField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-id'], name='search_newest'), models.Index(fields=['owner_id', '-at', '-id'], name='search_own'), models.Index(fields=['team_id', '-at', '-id'], name='search_team')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'row_id'), name='one_search_row')],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]

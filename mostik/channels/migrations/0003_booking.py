"""Kinds of meeting, calendars, bookings; the database refuses two that hold one person's same time.

PostgreSQL does it by an exclusion constraint. A range of one number stands for "the same person", so that no extension
is needed. SQLite does it by triggers: it lets one writer at a time, so what they see is what there is.
"""

import django.db.models.deletion
import mostik.channels.terms
from django.conf import settings
from django.db import migrations, models

HELD = "('pending', 'confirmed')"
POSTGRES = [
    f"""ALTER TABLE channels_booking ADD CONSTRAINT one_booking_at_a_time EXCLUDE USING gist (
        int8range(owner_id, owner_id, '[]') WITH &&, tstzrange(taken_from, taken_until) WITH &&
    ) WHERE (state IN {HELD})"""
]
SQLITE = [
    f"""CREATE TRIGGER one_booking_at_a_time_{when} BEFORE {what} ON channels_booking WHEN NEW.state IN {HELD}
    AND EXISTS (SELECT 1 FROM channels_booking WHERE owner_id = NEW.owner_id AND state IN {HELD}
        AND id IS NOT NEW.id AND taken_from < NEW.taken_until AND taken_until > NEW.taken_from)
    BEGIN SELECT RAISE(ABORT, 'one_booking_at_a_time'); END"""
    for when, what in (
        ("new", "INSERT"),
        ("moved", "UPDATE OF owner_id, state, taken_from, taken_until"),
    )
]


def guard(apps, schema_editor):
    """Let the database refuse what overlaps."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Let it be."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER one_booking_at_a_time_new")
        schema_editor.execute("DROP TRIGGER one_booking_at_a_time_moved")
    else:
        schema_editor.execute("ALTER TABLE channels_booking DROP CONSTRAINT one_booking_at_a_time")


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0002_talks'),
        ('crm', '0019_newest_of_an_owner'),
        ('people', '0011_working_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Diary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(default='', help_text='The secret of the feed, as the vault keeps it.', max_length=200)),
                ('feed_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MeetingKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('about', models.TextField(blank=True, default='', max_length=2000, verbose_name='what it is about')),
                ('place', models.CharField(blank=True, default='', max_length=300, verbose_name='place or link')),
                ('minutes', models.PositiveSmallIntegerField(default=30, verbose_name='minutes')),
                ('step', models.PositiveSmallIntegerField(default=30, verbose_name='begins every')),
                ('before', models.PositiveSmallIntegerField(default=0, verbose_name='free before')),
                ('after', models.PositiveSmallIntegerField(default=0, verbose_name='free after')),
                ('notice', models.PositiveIntegerField(default=120, verbose_name='no later than before')),
                ('horizon', models.PositiveSmallIntegerField(default=30, verbose_name='days ahead')),
                ('daily', models.PositiveSmallIntegerField(default=0, verbose_name='at most a day')),
                ('pick', models.CharField(choices=[(mostik.channels.terms.Pick['TURNS'], mostik.channels.terms.Pick['TURNS']), (mostik.channels.terms.Pick['FREE'], mostik.channels.terms.Pick['FREE'])], default=mostik.channels.terms.Pick['TURNS'], max_length=8, verbose_name='whom of the team')),
                ('questions', models.JSONField(blank=True, default=list)),
                ('confirmed', models.BooleanField(default=False, verbose_name='a person confirms each')),
                ('letter', models.TextField(blank=True, default='', max_length=2000, verbose_name='words of the letter')),
                ('closed_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
            options={
                'ordering': ['title', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('state', models.CharField(choices=[(mostik.channels.terms.BookingState['PENDING'], mostik.channels.terms.BookingState['PENDING']), (mostik.channels.terms.BookingState['CONFIRMED'], mostik.channels.terms.BookingState['CONFIRMED']), (mostik.channels.terms.BookingState['CANCELLED'], mostik.channels.terms.BookingState['CANCELLED'])], max_length=9)),
                ('wall', models.CharField(help_text='The agreed time as a clock on the wall shows it.', max_length=16)),
                ('zone', models.CharField(help_text='Of which zone that clock is.', max_length=64)),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField()),
                ('taken_from', models.DateTimeField()),
                ('taken_until', models.DateTimeField()),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('phone', models.CharField(blank=True, default='', max_length=20, verbose_name='phone')),
                ('email', models.CharField(blank=True, default='', max_length=254, verbose_name='e-mail')),
                ('guest_zone', models.CharField(help_text="Where the client's own clock runs.", max_length=64)),
                ('language', models.CharField(default='ru', max_length=2)),
                ('answers', models.JSONField(default=list, help_text='Lists of [question, answer].')),
                ('consent_at', models.DateTimeField(null=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('reason', models.CharField(blank=True, default='', max_length=300, verbose_name='why')),
                ('by_kind', models.CharField(max_length=8)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('activity', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.activity')),
                ('deal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.deal')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.meetingkind')),
            ],
        ),
        migrations.AddConstraint(
            model_name='meetingkind',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('team__isnull', True), _connector='XOR'), name='meeting_with_somebody'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('state__in', (mostik.channels.terms.BookingState['PENDING'], mostik.channels.terms.BookingState['CONFIRMED']))), fields=['owner', 'taken_from'], name='bookings_held'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['kind', 'starts_at'], name='bookings_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['-starts_at', '-id'], name='bookings_by_time'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['deal'], name='bookings_of_a_deal'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__lte', models.F('taken_until')), ('starts_at__lt', models.F('ends_at')), ('taken_from__lte', models.F('starts_at'))), name='booking_takes_its_time'),
        ),
        migrations.RunPython(guard, unguard),
    ]

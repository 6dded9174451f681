from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0017_document_changes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statement',
            name='digest',
            field=models.CharField(max_length=64, default=''),
        ),
        migrations.RemoveField(
            model_name='statement',
            name='digest',
        ),
    ]

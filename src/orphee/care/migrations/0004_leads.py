from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0003_questions'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeadLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_key', models.UUIDField(db_index=True)),
                ('disease', models.CharField(max_length=20)),
                ('act', models.CharField(max_length=10)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('sealed', models.BinaryField()),
            ],
        ),
    ]

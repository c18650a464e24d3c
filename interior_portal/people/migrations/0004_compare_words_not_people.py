import django.contrib.postgres.indexes
from django.db import migrations, models

# The word, and what is left of it without one of its letters: two words that share one of these differ by a letter
# that is another, one more, one less or in another place. Of two letters nothing would be left to go by.
NEAR = """
CREATE FUNCTION people_near(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(
  SELECT word UNION
  SELECT left(word, place - 1) || substr(word, place + 1)
  FROM generate_series(1, length(word)) AS place WHERE length(word) > 2
)
"""
# Words are learned side by side, and forgotten alone: whoever forgets has seen all that was learned, and who
# learns afterwards sees what was forgotten. Both last until the commit.
LEARN = """
CREATE FUNCTION people_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared('people_nameword'::regclass::integer, 0);
  INSERT INTO people_nameword (word)
  SELECT DISTINCT borne.word FROM new_rows, unnest(
    string_to_array(folded_key, ' ') || string_to_array(consonant_key, ' ')
  ) AS borne (word)
  WHERE NOT EXISTS (SELECT FROM people_nameword known WHERE known.word = borne.word);
  RETURN NULL;
END $$;
CREATE TRIGGER people_learn_of_new AFTER INSERT ON people_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION people_learn_words();
CREATE TRIGGER people_learn_of_changed AFTER UPDATE ON people_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION people_learn_words();
"""
FORGET = """
CREATE FUNCTION people_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gone text[];
BEGIN
  gone := ARRAY(SELECT DISTINCT unnest(
    string_to_array(folded_key, ' ') || string_to_array(consonant_key, ' ')) FROM old_rows);
  IF TG_OP = 'UPDATE' THEN
    gone := ARRAY(SELECT unnest(gone) EXCEPT SELECT unnest(
      string_to_array(folded_key, ' ') || string_to_array(consonant_key, ' ')) FROM new_rows);
  END IF;
  IF cardinality(gone) = 0 THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock('people_nameword'::regclass::integer, 0);
  DELETE FROM people_nameword known WHERE known.word = ANY(gone)
    AND NOT EXISTS (SELECT FROM people_person
      WHERE string_to_array(folded_key, ' ') @> ARRAY[known.word])
    AND NOT EXISTS (SELECT FROM people_person
      WHERE string_to_array(consonant_key, ' ') @> ARRAY[known.word]);
  RETURN NULL;
END $$;
CREATE TRIGGER people_forget_changed AFTER UPDATE ON people_person
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION people_forget_words();
CREATE TRIGGER people_forget_erased AFTER DELETE ON people_person
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION people_forget_words();
"""
UNLEARN = """
DROP TRIGGER people_learn_of_new ON people_person;
DROP TRIGGER people_learn_of_changed ON people_person;
DROP FUNCTION people_learn_words();
"""
REMEMBER = """
DROP TRIGGER people_forget_changed ON people_person;
DROP TRIGGER people_forget_erased ON people_person;
DROP FUNCTION people_forget_words();
"""
# The triggers stand before it, and lock the people until the commit: nobody is written in between.
LEARN_ALL = """
INSERT INTO people_nameword (word)
SELECT DISTINCT unnest(string_to_array(folded_key, ' ') || string_to_array(consonant_key, ' '))
FROM people_person
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_prove_whose_account_it_is"),
    ]

    operations = [
        migrations.RunSQL(NEAR, "DROP FUNCTION people_near(text)"),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.TextField(editable=False)),
            ],
            options={
                "verbose_name": "word of a name",
                "verbose_name_plural": "words of names",
                "indexes": [
                    models.Index(fields=["word"], name="name_word"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="name_word_alike", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(models.F("word"), function="people_near"),
                        name="name_word_near",
                    ),
                ],
            },
        ),
        migrations.RunSQL(LEARN, UNLEARN),
        migrations.RunSQL(FORGET, REMEMBER),
        migrations.RunSQL(LEARN_ALL, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="person", name="person_by_folded_name"),
        migrations.RemoveIndex(model_name="person", name="person_by_consonants"),
    ]

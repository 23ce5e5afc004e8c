-- The words of matters, so that a part of a number, title or place is found among a million: every two characters that follow each
-- other, each as one token of letters and digits (`search.rs`). The text itself is compared as well; this only says where to look.

postgres: create table matter_words (
  region_id key not null, matter_id uid not null, grams words not null,
  primary key (region_id, matter_id),
  foreign key (region_id, matter_id) references matter (region_id, id)
);

postgres: create index matter_words_by_gram on matter_words using gin (array_to_tsvector(string_to_array(grams, ' ')));

sqlite: create virtual table matter_words using fts5(region_id unindexed, matter_id unindexed, grams, detail = none);

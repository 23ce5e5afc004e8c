-- One statement each; types are words of this project (see schema/mod.rs). Every table is regional.
-- `region_id` stands first in every key, unique constraint and foreign key (engine.md section 8).

create table region (
  region_id key not null, name words not null, created_at moment not null,
  primary key (region_id)
);

create table counter (
  region_id key not null, name key not null, value whole not null,
  primary key (region_id, name),
  foreign key (region_id) references region (region_id)
);

create table unit (
  region_id key not null, id uid not null, name words not null, kind key not null, from_on day not null, until_on day,
  primary key (region_id, id), unique (region_id, name),
  foreign key (region_id) references region (region_id)
);

create table river (
  region_id key not null, id uid not null, name words not null, level key not null,
  primary key (region_id, id), unique (region_id, name),
  foreign key (region_id) references region (region_id)
);

create table chief (
  region_id key not null, id uid not null, name words not null, level key not null, river_id uid,
  primary key (region_id, id), unique (region_id, name),
  foreign key (region_id) references region (region_id),
  foreign key (region_id, river_id) references river (region_id, id)
);

create table tenure (
  region_id key not null, id uid not null, chief_id uid not null, person words not null, from_on day not null, until_on day,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, id),
  foreign key (region_id, chief_id) references chief (region_id, id)
);

create table lead_unit (
  region_id key not null, id uid not null, river_id uid not null, unit_id uid not null, from_on day not null, until_on day,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, id),
  foreign key (region_id, river_id) references river (region_id, id),
  foreign key (region_id, unit_id) references unit (region_id, id)
);

create table item (
  region_id key not null, id uid not null, year whole not null, list key not null, number words not null,
  primary key (region_id, id), unique (region_id, number),
  foreign key (region_id) references region (region_id),
  check (list in ('major', 'measure', 'problem'))
);

create index item_by_year on item (region_id, year);

create table item_fact (
  region_id key not null, id uid not null, item_id uid not null, year whole not null, event words not null, occurred_on day not null,
  recorded_at moment not null, recorded_by words not null, supersedes uid, reason words not null,
  primary key (region_id, id),
  foreign key (region_id, item_id) references item (region_id, id)
);

create index item_fact_by_item on item_fact (region_id, item_id);

create index item_fact_by_year on item_fact (region_id, year);

create table progress (
  region_id key not null, id uid not null, item_id uid not null, year whole not null, month key not null, share whole not null,
  quantity whole, note words, files words not null, occurred_on day not null,
  recorded_at moment not null, recorded_by words not null, supersedes uid,
  primary key (region_id, id),
  foreign key (region_id, item_id) references item (region_id, id),
  check (share between 0 and 10000)
);

create index progress_by_year on progress (region_id, year);

create table file (
  region_id key not null, hash key not null, name words not null, size whole not null, media_type words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, hash),
  foreign key (region_id) references region (region_id)
);

create table light_override (
  region_id key not null, id uid not null, item_id uid not null, month key not null, light key not null, reason words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, id),
  foreign key (region_id, item_id) references item (region_id, id),
  check (light in ('green', 'yellow', 'red', 'not_assessed'))
);

create index light_override_by_month on light_override (region_id, month);

create table override_decision (
  region_id key not null, override_id uid not null, agreed yesno not null, reason words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, override_id),
  foreign key (region_id, override_id) references light_override (region_id, id)
);

create table pack_copy (
  region_id key not null, hash key not null, pack_id words not null, files words not null, recorded_at moment not null,
  primary key (region_id, hash),
  foreign key (region_id) references region (region_id)
);

create table circular (
  region_id key not null, id uid not null, month key not null, version whole not null, number words not null,
  content words not null, content_hash key not null, pack_hash key not null, known_at moment not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, id), unique (region_id, month, version), unique (region_id, number),
  foreign key (region_id, pack_hash) references pack_copy (region_id, hash)
);

create table import (
  region_id key not null, id uid not null, file_hash key not null, file_name words not null, mapping words not null, state key not null,
  result words not null, recorded_at moment not null, recorded_by words not null,
  primary key (region_id, id),
  foreign key (region_id, file_hash) references file (region_id, hash),
  check (state in ('preview', 'confirmed'))
);

create table reminder (
  region_id key not null, id uid not null, unit_id uid not null, month key not null, items whole not null, text words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, id),
  foreign key (region_id, unit_id) references unit (region_id, id)
);

create index reminder_by_month on reminder (region_id, month);

create table reminder_schedule (
  region_id key not null, enabled yesno not null, day whole not null, hour whole not null, next_run_at moment,
  primary key (region_id),
  foreign key (region_id) references region (region_id)
);

create table account (
  region_id key not null, id uid not null, login key not null, name words not null, role key not null, unit_id uid, chief_id uid,
  password_hash words not null, must_change yesno not null, failures whole not null, locked_until moment, disabled yesno not null,
  last_login_at moment, created_at moment not null,
  primary key (region_id, id), unique (region_id, login),
  foreign key (region_id, unit_id) references unit (region_id, id),
  foreign key (region_id, chief_id) references chief (region_id, id)
);

create table session (
  region_id key not null, token_hash key not null, account_id uid not null, created_at moment not null, seen_at moment not null,
  primary key (region_id, token_hash),
  foreign key (region_id, account_id) references account (region_id, id)
);

create index session_by_account on session (region_id, account_id);

create table audit (
  region_id key not null, seq whole not null, at moment not null, actor words not null, role key not null, action key not null,
  target words not null, outcome key not null, detail words not null, previous key not null, hash key not null,
  primary key (region_id, seq),
  foreign key (region_id) references region (region_id),
  check (outcome in ('done', 'refused', 'failed'))
);

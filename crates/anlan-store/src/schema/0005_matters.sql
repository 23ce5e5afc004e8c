-- Matters: problems, letters, instructions, meetings, inspections, draws. What happened to one are rows of `matter_fact`, which are
-- added and read, nothing else. `matter` holds what lists filter, sort and count by: always what the facts say (`anlan verify`
-- compares), as `matter_tally` always is what `matter` says. Points are in millionths of a degree.

create table matter (
  region_id key not null, id uid not null, kind key not null, year whole not null, number words, state key not null,
  title words not null, class words not null, source words not null,
  unit_id uid, river_id uid, chief_id uid, item_id uid,
  opened_on day not null, due_on day, closed_on day, place words not null, lon whole, lat whole, prominent yesno not null,
  facts whole not null,
  primary key (region_id, id), unique (region_id, kind, number),
  foreign key (region_id) references region (region_id),
  foreign key (region_id, unit_id) references unit (region_id, id),
  foreign key (region_id, river_id) references river (region_id, id)
);

create index matter_by_day on matter (region_id, kind, opened_on, id);

create index matter_by_state on matter (region_id, kind, state, opened_on, id);

create index matter_by_unit on matter (region_id, kind, unit_id, opened_on, id);

create index matter_by_river on matter (region_id, kind, river_id, opened_on, id);

create index matter_by_class on matter (region_id, kind, class, opened_on, id);

create index matter_by_source on matter (region_id, kind, source, opened_on, id);

create index matter_by_due on matter (region_id, kind, due_on);

create index matter_by_closing on matter (region_id, kind, closed_on);

create index matter_by_point on matter (region_id, kind, lat);

create index matter_by_item on matter (region_id, item_id);

create table matter_fact (
  region_id key not null, id uid not null, matter_id uid not null, place whole not null, kind key not null, event words not null,
  occurred_on day not null, recorded_at moment not null, recorded_by words not null, person words not null,
  primary key (region_id, id), unique (region_id, matter_id, place),
  foreign key (region_id, matter_id) references matter (region_id, id),
  check (place >= 0)
);

create index matter_fact_by_person on matter_fact (region_id, recorded_by);

create table matter_link (
  region_id key not null, matter_id uid not null, target_id uid not null, target key not null,
  primary key (region_id, matter_id, target_id),
  foreign key (region_id, matter_id) references matter (region_id, id),
  check (target in ('item', 'matter', 'circular', 'file', 'unit', 'proposal', 'record'))
);

create index matter_link_by_target on matter_link (region_id, target_id);

create table matter_file (
  region_id key not null, hash key not null, matter_id uid not null,
  primary key (region_id, hash, matter_id),
  foreign key (region_id, matter_id) references matter (region_id, id)
);

create table matter_tally (
  region_id key not null, kind key not null, year whole not null, state key not null, unit_key key not null, class words not null,
  n whole not null,
  primary key (region_id, kind, year, state, unit_key, class),
  foreign key (region_id) references region (region_id)
);

create table delivery (
  region_id key not null, id uid not null, letter_id uid not null, channel key not null, address words not null, state key not null,
  tries whole not null, next_at moment, told words not null, recorded_at moment not null,
  primary key (region_id, id),
  foreign key (region_id, letter_id) references matter (region_id, id),
  check (state in ('waiting', 'delivered', 'failed'))
);

create index delivery_by_letter on delivery (region_id, letter_id);

create index delivery_by_next on delivery (region_id, state, next_at);

create table contact (
  region_id key not null, unit_id uid not null, channel key not null, address words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, unit_id, channel),
  foreign key (region_id, unit_id) references unit (region_id, id),
  check (channel in ('email', 'webhook'))
);

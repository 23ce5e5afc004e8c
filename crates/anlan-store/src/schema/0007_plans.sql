-- What each version of a river's plan says; the plan's facts name it by its digest. Rows are added and read, nothing else.

create table plan_version (
  region_id key not null, plan_id uid not null, no whole not null, digest key not null, content words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, plan_id, no),
  foreign key (region_id, plan_id) references matter (region_id, id)
);

-- Where a yearly task comes from: a row of a plan, a record of a book, a problem. One task may serve several.

create table task_source (
  region_id key not null, item_id uid not null, source_id uid not null, row_key key not null, source key not null, name words not null,
  recorded_at moment not null, recorded_by words not null,
  primary key (region_id, item_id, source_id, row_key),
  foreign key (region_id, item_id) references item (region_id, id)
);

create index task_source_by_source on task_source (region_id, source_id, row_key);

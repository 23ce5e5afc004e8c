-- Files on their way in. How far one has come is not written here: it is the length of its part file on disk.
-- `file_hash` says that it finished, and as what; `sha256` is what the sender declared of the whole. A row without
-- `file_hash` goes when it is ended or expires; one with it stays: it says who brought which file.

create table upload (
  region_id key not null, id uid not null, account_id uid not null, name words not null, size whole not null, sha256 key,
  begun_at moment not null, begun_by words not null, file_hash key,
  primary key (region_id, id),
  foreign key (region_id) references region (region_id),
  foreign key (region_id, file_hash) references file (region_id, hash),
  check (size > 0)
);

create index upload_by_account on upload (region_id, account_id);

-- The picture as given to those who do not see where and when it was taken: same pixels, no particulars of the camera.

create table clean_copy (
  region_id key not null, file_hash key not null, copy_hash key not null, size whole not null,
  primary key (region_id, file_hash),
  foreign key (region_id, file_hash) references file (region_id, hash)
);

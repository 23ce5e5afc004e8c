//! Matters, their facts, what they are about, their counts; deliveries of letters.

macro_rules! table {
    ($name:ident, $table:literal, { $($(#[$meta:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        pub mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "each table uses its part")]
            use chrono::{DateTime, NaiveDate, Utc};
            use sea_orm::entity::prelude::{
                ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter, PrimaryKeyTrait,
            };
            #[allow(unused_imports, clippy::allow_attributes, reason = "each table uses its part")]
            use sea_orm::entity::prelude::Uuid;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$meta])* pub $field: $type),+ }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(matter, "matter", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    kind: String,
    year: i64,
    number: Option<String>,
    state: String,
    title: String,
    class: String,
    source: String,
    unit_id: Option<Uuid>,
    river_id: Option<Uuid>,
    chief_id: Option<Uuid>,
    item_id: Option<Uuid>,
    opened_on: NaiveDate,
    due_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    place: String,
    lon: Option<i64>,
    lat: Option<i64>,
    prominent: bool,
    facts: i64,
});

table!(matter_fact, "matter_fact", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    matter_id: Uuid,
    place: i64,
    kind: String,
    event: String,
    occurred_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    recorded_by: String,
    person: String,
});

table!(matter_link, "matter_link", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    matter_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    target_id: Uuid,
    target: String,
});

table!(matter_file, "matter_file", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    hash: String,
    #[sea_orm(primary_key, auto_increment = false)]
    matter_id: Uuid,
});

table!(matter_tally, "matter_tally", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    year: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    state: String,
    #[sea_orm(primary_key, auto_increment = false)]
    unit_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    class: String,
    n: i64,
});

table!(delivery, "delivery", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    letter_id: Uuid,
    channel: String,
    address: String,
    state: String,
    tries: i64,
    next_at: Option<DateTime<Utc>>,
    told: String,
    recorded_at: DateTime<Utc>,
});

table!(contact, "contact", {
    #[sea_orm(primary_key, auto_increment = false)]
    region_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    unit_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    channel: String,
    address: String,
    recorded_at: DateTime<Utc>,
    recorded_by: String,
});

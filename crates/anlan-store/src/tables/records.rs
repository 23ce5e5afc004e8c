//! Record books.

pub mod record_fact {
    use chrono::{DateTime, NaiveDate, Utc};
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_fact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub region_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub record_id: Uuid,
        pub kind: String,
        pub identity: String,
        pub occurred_on: NaiveDate,
        pub year: i64,
        pub event: String,
        pub content: String,
        pub recorded_at: DateTime<Utc>,
        pub recorded_by: String,
        pub supersedes: Option<Uuid>,
        pub reason: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

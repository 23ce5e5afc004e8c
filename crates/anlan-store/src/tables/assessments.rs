//! Published assessments, the ledger, appeals.
#![expect(missing_docs, reason = "a column is what schema/*.sql says of it")]

pub mod assessment_round {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "assessment_round")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub region_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub year: i64,
        pub version: i64,
        pub number: String,
        pub pack_id: String,
        pub pack_hash: String,
        pub known_at: DateTime<Utc>,
        pub content: String,
        pub content_hash: String,
        pub published_at: DateTime<Utc>,
        pub published_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod posting {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub region_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub round_id: Uuid,
        pub year: i64,
        pub line: String,
        pub subject: String,
        pub counterpart: Option<String>,
        pub item: String,
        pub account: String,
        pub amount: Option<i64>,
        pub period: String,
        pub clause: String,
        pub facts: String,
        pub posted_at: DateTime<Utc>,
        pub posted_by: String,
        pub reverses: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod appeal {
    use chrono::{DateTime, NaiveDate, Utc};
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "appeal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub region_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub round_id: Uuid,
        pub year: i64,
        pub posting_id: Uuid,
        pub subject: String,
        pub text: String,
        pub files: String,
        pub due_on: NaiveDate,
        pub lodged_at: DateTime<Utc>,
        pub lodged_by: String,
        pub lodged_account: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod appeal_decision {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "appeal_decision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub region_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub appeal_id: Uuid,
        pub decision: String,
        pub text: String,
        pub decided_at: DateTime<Utc>,
        pub decided_by: String,
        pub decided_account: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

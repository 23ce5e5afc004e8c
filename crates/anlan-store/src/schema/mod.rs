//! The schema's steps, each a file of statements run one call at a time.
//!
//! The files use this project's own type words; here they become the backend's. A statement that only one backend has begins with
//! `sqlite:` or `postgres:`. On PostgreSQL a database that sets
//! `anlan.partitions` (to a number) gets every table hash-partitioned by `region_id`: PostgreSQL itself then refuses
//! a key without it, which proves the schema fit for sharding.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

/// Each step's name and statements, in order; a released one is never edited.
const STEPS: [(&str, &str); 7] = [
    ("0001_first", include_str!("0001_first.sql")),
    ("0002_records", include_str!("0002_records.sql")),
    ("0003_assessment", include_str!("0003_assessment.sql")),
    ("0004_uploads", include_str!("0004_uploads.sql")),
    ("0005_matters", include_str!("0005_matters.sql")),
    ("0006_words", include_str!("0006_words.sql")),
    ("0007_plans", include_str!("0007_plans.sql")),
];

/// All steps.
pub struct Steps;

#[async_trait::async_trait]
impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|(name, text)| Box::new(Step { name, text }) as Box<dyn MigrationTrait>).collect()
    }
}

struct Step {
    name: &'static str,
    text: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = manager.get_database_backend();
        let partitions = if backend == DbBackend::Postgres { partitions(db).await? } else { 0 };
        for statement in statements(self.text) {
            for statement in for_backend(&statement, backend, partitions) {
                db.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

async fn partitions<C: ConnectionTrait>(db: &C) -> Result<u32, DbErr> {
    let ask = Statement::from_string(DbBackend::Postgres, "select coalesce(current_setting('anlan.partitions', true), '') as n");
    let row = db.query_one_raw(ask).await?;
    let text: String = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default();
    Ok(text.parse().unwrap_or(0))
}

/// Statements of a file, without remarks.
fn statements(text: &str) -> impl Iterator<Item = String> {
    let plain: String = text.lines().filter(|line| !line.trim_start().starts_with("--")).fold(String::new(), |all, line| all + line + "\n");
    plain.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect::<Vec<_>>().into_iter()
}

fn for_backend(statement: &str, backend: DbBackend, partitions: u32) -> Vec<String> {
    let postgres = backend == DbBackend::Postgres;
    let (own, other) = if postgres { ("postgres:", "sqlite:") } else { ("sqlite:", "postgres:") };
    if statement.starts_with(other) {
        return vec![];
    }
    let statement = statement.strip_prefix(own).map_or(statement, str::trim_start);
    let words: &[(&str, &str)] = if postgres {
        &[
            (" key", " text"),
            (" words", " text"),
            (" uid", " uuid"),
            (" moment", " timestamptz"),
            (" day", " date"),
            (" whole", " bigint"),
            (" yesno", " boolean"),
        ]
    } else {
        &[
            (" key", " text"),
            (" words", " text"),
            (" uid", " blob"),
            (" moment", " text"),
            (" day", " text"),
            (" whole", " bigint"),
            (" yesno", " boolean"),
        ]
    };
    // A type word follows the column's name and ends at ` not null`, `,` or the line's end.
    let mut typed = statement.to_owned();
    for (word, native) in words {
        for end in [" not null", ","] {
            typed = typed.replace(&format!("{word}{end}"), &format!("{native}{end}"));
        }
    }
    // A step broken off in its middle (a killed process) is begun again from its first statement.
    typed = typed.replacen("create table ", "create table if not exists ", 1).replacen("create index ", "create index if not exists ", 1);
    let typed = typed.replacen("create virtual table ", "create virtual table if not exists ", 1);
    let Some(table) = typed.strip_prefix("create table if not exists ").and_then(|rest| rest.split_whitespace().next()).map(str::to_owned)
    else {
        return vec![typed];
    };
    if partitions == 0 {
        return vec![typed];
    }
    let parts = (0..partitions).map(|n| {
        format!("create table if not exists {table}_p{n} partition of {table} for values with (modulus {partitions}, remainder {n})")
    });
    std::iter::once(format!("{typed} partition by hash (region_id)")).chain(parts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_reference_begins_with_the_region() {
        for statement in STEPS.iter().flat_map(|(_, text)| statements(text)) {
            for word in ["primary key (", "unique (", "foreign key (", "references region (", " on item"] {
                for after in statement.split(word).skip(1) {
                    let inside = after.trim_start_matches(|c: char| c != '(' && word.starts_with(" on")).trim_start_matches('(');
                    assert!(inside.starts_with("region_id"), "{word} in {statement}");
                }
            }
        }
    }

    #[test]
    fn type_words_are_replaced_and_columns_keep_their_names() {
        let made = for_backend(
            "create table t (\n a key not null, day whole not null, on_day day,\n primary key (region_id, a))",
            DbBackend::Postgres,
            0,
        );
        assert_eq!(
            made,
            ["create table if not exists t (\n a text not null, day bigint not null, on_day date,\n primary key (region_id, a))"]
        );
    }
}

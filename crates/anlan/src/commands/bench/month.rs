//! The month end page over HTTP: 20 users who ask again the moment they have their answer.

use super::client::{Connection, log_in};
use super::percentile;
use crate::Place;
use crate::open::open;
use anlan_app::accounts::create_first;
use anlan_app::imports::confirm_bytes;
use anlan_app::views::CreateAccount;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anlan_http::{Outside, Site, router};
use anyhow::Result;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Month {
    /// 同时使用的人数 Users at once
    #[arg(long, default_value_t = 20)]
    users: usize,
    /// 每人请求次数 Requests of each
    #[arg(long, default_value_t = 50)]
    requests: usize,
    /// 两次请求之间的毫秒数 Milliseconds a user looks at the page before asking again
    #[arg(long, default_value_t = 0)]
    think: u64,
}

impl Month {
    pub async fn run(self) -> Result<ExitCode> {
        let data = std::env::temp_dir().join(format!("anlan-bench-month-{}", std::process::id()));
        let result = self.measure(&data).await;
        std::fs::remove_dir_all(&data)?;
        result
    }

    async fn measure(&self, data: &std::path::Path) -> Result<ExitCode> {
        let opened = open(&Place { data: Some(data.to_owned()), database: None, packs: None, json: false }).await?;
        let region = RegionId::parse("500151")?;
        let bytes = super::super::demo::file("tongliang/tongliang-2023.xlsx")?;
        confirm_bytes(&opened.anlan, &opened.call(&region, Role::OfficeHead), "bench.xlsx", &bytes, false).await?;
        let form =
            CreateAccount { login: "bench".to_owned(), name: "测试".to_owned(), role: Role::OfficeStaff, unit_id: None, chief_id: None };
        let password = create_first(&opened.anlan, &opened.call(&region, Role::SystemAdmin), &form).await?.one_time_password;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let site = Site::new(Arc::new(opened.anlan), Arc::new(opened.world) as Arc<dyn Outside>, false);
        let serving = tokio::spawn(async move { axum::serve(listener, router(site)).await });
        let cookie = log_in(address, region.as_str(), &password).await?;
        let path = "/api/v1/months/2023-10";
        let first = Instant::now();
        let size = Connection::open(address).await?.get(path, &cookie).await?;
        println!("month page: {size} bytes, first answer {:.1} ms", first.elapsed().as_secs_f64() * 1e3);
        let started = Instant::now();
        let mut users = tokio::task::JoinSet::new();
        for user in 0..self.users {
            // People do not all press the key at once.
            let late = Duration::from_millis(self.think) * u32::try_from(user).unwrap_or(0) / u32::try_from(self.users).unwrap_or(1).max(1);
            let (cookie, requests, think) = (cookie.clone(), self.requests, Duration::from_millis(self.think));
            users.spawn(async move {
                tokio::time::sleep(late).await;
                let mut connection = Connection::open(address).await?;
                let mut times = Vec::with_capacity(requests);
                for _ in 0..requests {
                    let asked = Instant::now();
                    connection.get(path, &cookie).await?;
                    times.push(asked.elapsed());
                    tokio::time::sleep(think).await;
                }
                Ok::<_, anyhow::Error>(times)
            });
        }
        let mut times = Vec::new();
        while let Some(user) = users.join_next().await {
            times.extend(user??);
        }
        let spent = started.elapsed();
        serving.abort();
        times.sort();
        let ms = |share| percentile(&times, share).as_secs_f64() * 1e3;
        let rate = times.len() as f64 / spent.as_secs_f64();
        println!(
            "{} users, {} requests, {rate:.0}/s: median {:.1} ms, p95 {:.1} ms, slowest {:.1} ms",
            self.users,
            times.len(),
            ms(50),
            ms(95),
            ms(100)
        );
        Ok(ExitCode::SUCCESS)
    }
}

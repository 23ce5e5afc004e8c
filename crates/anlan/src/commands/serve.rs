//! `anlan serve`: the pages and the API, and the loops that send scheduled reminders and letters.

use crate::Place;
use crate::open::{Opened, open, regions};
use crate::shelf::Folder;
use anlan::deliver::{self, Sender};
use anlan_app::Call;
use anlan_app::evidence::{LARGEST, clear_uploads};
use anlan_app::reports::due_reminders;
use anlan_core::access::{Actor, Role};
use anlan_core::ids::RegionId;
use anlan_http::{Outside, Site, router};
use anyhow::{Context as _, Result};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Serve {
    /// 监听地址 Address to listen on
    #[arg(long, default_value = "127.0.0.1:8151", env = "ANLAN_LISTEN")]
    pub listen: SocketAddr,
    /// 前置 TLS 时启用安全 Cookie Cookies only over TLS (behind a TLS proxy)
    #[arg(long, env = "ANLAN_SECURE_COOKIES")]
    pub secure_cookies: bool,
    /// 单个附件的最大字节数 Largest file that may be uploaded, in bytes
    #[arg(long, default_value_t = LARGEST, env = "ANLAN_LARGEST_UPLOAD")]
    pub largest_upload: u64,
    #[command(flatten)]
    pub deliver: deliver::Settings,
}

impl Serve {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        let listener = self.bind().await?;
        println!("安澜 http://{}/", listener.local_addr()?);
        self.serve(place, opened, listener).await
    }

    pub async fn bind(&self) -> Result<TcpListener> {
        TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {} (地址已被占用？用 --listen 换一个)", self.listen))
    }

    pub async fn serve(self, place: &Place, opened: Opened, listener: TcpListener) -> Result<ExitCode> {
        let sender = Sender::new(&self.deliver)?;
        let shelf = Arc::new(Folder::of(place)?);
        clear_expired(&opened).await?;
        let anlan = opened.anlan.with_largest_upload(self.largest_upload);
        let world = Arc::new(opened.world);
        let site = Site::new(Arc::new(anlan), Arc::clone(&world) as Arc<dyn Outside>, self.secure_cookies).with_shelf(shelf);
        let office = site.office();
        let delivering = tokio::spawn(deliver::run(office.clone(), sender, Arc::clone(&world) as Arc<dyn Outside>));
        let reminding = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(30)).await;
                remind(&office.now(), world.as_ref()).await;
            }
        });
        axum::serve(listener, router(site)).with_graceful_shutdown(stopped()).await?;
        reminding.abort();
        delivering.abort();
        Ok(ExitCode::SUCCESS)
    }
}

/// Clears uploads that were begun and not finished in time, and bytes a killed server left.
async fn clear_expired(opened: &Opened) -> Result<()> {
    for region in regions(opened, None).await? {
        let cleared = clear_uploads(&opened.anlan, &opened.call(&region, Role::SystemAdmin)).await?;
        if cleared > 0 {
            tracing::info!(%region, cleared, "unfinished uploads cleared");
        }
    }
    Ok(())
}

/// Sends what the regions' schedules say is due; a failure is logged and tried again half a minute later.
async fn remind(anlan: &anlan_app::Anlan, world: &dyn Outside) {
    let regions = match anlan.store.across().regions().await {
        Ok(regions) => regions,
        Err(fault) => return tracing::error!(%fault, "reminders: regions could not be read"),
    };
    for region in regions.iter().filter_map(|row| RegionId::parse(&row.region_id).ok()) {
        let actor = Actor { name: "定时提醒".to_owned(), role: Role::OfficeStaff, unit_id: None, river_id: None, chief_id: None };
        let call = Call::new(region, actor, None, world.now(), world.seed());
        match due_reminders(anlan, &call).await {
            Ok(0) => {}
            Ok(sent) => tracing::info!(sent, "reminders sent by schedule"),
            Err(fault) => tracing::error!(%fault, "reminders by schedule failed"),
        }
    }
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
        Err(_) => drop(interrupt.await),
    }
}

//! What the tests share: real programs that give a second opinion, started when somebody asks.
//! Knows nothing of Portolan itself.

pub mod cases;
#[cfg(feature = "cluster")]
pub mod cluster;
#[cfg(feature = "cluster")]
pub mod desk;
#[cfg(feature = "cluster")]
pub mod faults;
#[cfg(feature = "testing")]
pub mod gate;
mod http;
pub mod kuma;
#[cfg(feature = "cluster")]
pub mod mesh;
pub mod patience;
#[cfg(feature = "testing")]
pub mod planning;
pub mod programs;
#[cfg(feature = "cluster")]
pub mod proxy;
pub mod readers;
pub mod running;
mod said;
pub mod served;
pub mod servers;
#[cfg(feature = "cluster")]
pub mod user;
#[cfg(feature = "testing")]
pub mod window;

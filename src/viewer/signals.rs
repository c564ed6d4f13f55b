//! Signals as data: what the system asks of a viewer while it looks. How the terminal is given back is not known
//! here.

use futures::Stream;

/// What the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    /// End, for this signal.
    End(i32),
    /// Give the shell back.
    Suspend,
    /// In front again.
    Resumed,
}

/// Every signal a viewer answers to, from now on: SIGTERM, SIGHUP, SIGINT and SIGQUIT end it, SIGTSTP suspends it,
/// SIGCONT brings it back.
#[cfg(unix)]
pub fn nudges() -> std::io::Result<impl Stream<Item = Nudge> + Unpin> {
    use futures::{StreamExt, stream};
    use tokio::signal::unix::{SignalKind, signal};

    let kinds = [
        (SignalKind::terminate(), Nudge::End(SignalKind::terminate().as_raw_value())),
        (SignalKind::hangup(), Nudge::End(SignalKind::hangup().as_raw_value())),
        (SignalKind::interrupt(), Nudge::End(SignalKind::interrupt().as_raw_value())),
        (SignalKind::quit(), Nudge::End(SignalKind::quit().as_raw_value())),
        (SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()), Nudge::Suspend),
        (SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()), Nudge::Resumed),
    ];
    let mut nudges = Vec::new();
    for (kind, nudge) in kinds {
        let listener = signal(kind)?;
        nudges.push(Box::pin(stream::unfold(listener, move |mut listener| async move {
            listener.recv().await.map(|()| (nudge, listener))
        })));
    }
    Ok(stream::select_all(nudges).fuse())
}

/// Waits until this process is asked to end, by SIGINT, SIGTERM or SIGHUP; gives the signal's number. For commands that
/// print and end: suspending them stays the shell's. It listens from the call on, and not only once it is awaited: once
/// anything has listened, a signal that nobody hears is lost.
#[cfg(unix)]
pub fn asked_to_end() -> impl Future<Output = i32> {
    use futures::{StreamExt, stream::FuturesUnordered};
    use tokio::signal::unix::{SignalKind, signal};

    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let listeners = kinds.into_iter().filter_map(|kind| Some((kind, signal(kind).ok()?)));
    let heard = listeners.map(|(kind, mut listener)| async move {
        match listener.recv().await {
            Some(()) => kind.as_raw_value(),
            None => std::future::pending().await,
        }
    });
    let mut heard = heard.collect::<FuturesUnordered<_>>();
    async move {
        match heard.next().await {
            Some(number) => number,
            None => std::future::pending().await,
        }
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub async fn asked_to_end() -> i32 {
    const SIGINT: i32 = 2;
    match tokio::signal::ctrl_c().await {
        Ok(()) => SIGINT,
        Err(_) => std::future::pending().await,
    }
}

/// Ctrl-C from outside ends a viewer.
#[cfg(not(unix))]
pub fn nudges() -> std::io::Result<impl Stream<Item = Nudge> + Unpin> {
    use futures::stream;

    const SIGINT: i32 = 2;
    Ok(Box::pin(stream::once(async {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Nudge::End(SIGINT),
            Err(_) => std::future::pending().await,
        }
    })))
}

/// Stops this process and those it was started with in one job, as Ctrl-Z does; returns when it goes on. False
/// where processes cannot be stopped.
#[cfg(unix)]
pub(super) fn stop() -> std::io::Result<bool> {
    rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
    Ok(true)
}

/// Stops this process; cannot be done here.
#[cfg(not(unix))]
pub(super) fn stop() -> std::io::Result<bool> {
    Ok(false)
}

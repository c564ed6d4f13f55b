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
    use rustix::process::Signal;
    use tokio::signal::unix::SignalKind;

    let ends = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt(), SignalKind::quit()];
    let ends = ends.map(|kind| (kind, Nudge::End(kind.as_raw_value())));
    let others = [(Signal::TSTP, Nudge::Suspend), (Signal::CONT, Nudge::Resumed)];
    let others = others.map(|(signal, nudge)| (SignalKind::from_raw(signal.as_raw()), nudge));
    let nudges = ends.into_iter().chain(others).map(|(kind, nudge)| heard(kind, nudge));
    Ok(stream::select_all(nudges.collect::<std::io::Result<Vec<_>>>()?).fuse())
}

/// Gives the same for each time a signal comes, from now on.
#[cfg(unix)]
fn heard<T: Copy>(
    kind: tokio::signal::unix::SignalKind,
    meant: T,
) -> std::io::Result<impl Stream<Item = T> + Unpin> {
    let listener = tokio::signal::unix::signal(kind)?;
    Ok(Box::pin(futures::stream::unfold(listener, move |mut listener| async move {
        listener.recv().await.map(|()| (meant, listener))
    })))
}

/// Waits until this process is asked to end, by SIGINT, SIGTERM or SIGHUP; gives the signal's number. For commands that
/// print and end: suspending them stays the shell's. It listens from the call on, and not only once it is awaited: once
/// anything has listened, a signal that nobody hears is lost.
#[cfg(unix)]
pub fn asked_to_end() -> impl Future<Output = i32> {
    use futures::{StreamExt, stream};
    use tokio::signal::unix::SignalKind;

    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut asked =
        stream::select_all(kinds.into_iter().filter_map(|kind| heard(kind, kind.as_raw_value()).ok()));
    async move {
        match asked.next().await {
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
    Ok(Box::pin(futures::stream::once(async { Nudge::End(asked_to_end().await) })))
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

//! The client library's errors in our words, without what they quote.

use lapin::{Error, ErrorKind};

/// The reply codes of AMQP 0-9-1 that are told apart.
const ACCESS_REFUSED: u16 = 403;
const RESOURCE_LOCKED: u16 = 405;
const PRECONDITION_FAILED: u16 = 406;
const NOT_ALLOWED: u16 = 530;

/// A short, stable word for logs and metrics. The library's own text is not
/// used: it may quote whatever the broker says.
pub(super) fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::IOError(_) => "io",
        ErrorKind::MissingHeartbeatError => "heartbeat_missing",
        ErrorKind::ProtocolError(_) if error.is_amqp_hard_error() => "connection_closed_by_broker",
        ErrorKind::ProtocolError(_) => "channel_closed_by_broker",
        ErrorKind::InvalidChannelState(..) | ErrorKind::InvalidChannel(_) => "channel_closed",
        ErrorKind::InvalidConnectionState(_) => "connection_closed",
        ErrorKind::RuntimeShutdownError(_) => "shutting_down",
        _ => "protocol",
    }
}

/// Whether another connection holds an exclusive queue.
pub(super) fn is_locked(error: &Error) -> bool {
    reply_code(error) == Some(RESOURCE_LOCKED)
}

/// Whether a queue or exchange exists with other properties.
pub(super) fn is_declared_otherwise(error: &Error) -> bool {
    reply_code(error) == Some(PRECONDITION_FAILED)
}

/// Whether user, password, virtual host or a permission is wrong.
pub(super) fn is_refused(error: &Error) -> bool {
    matches!(reply_code(error), Some(ACCESS_REFUSED | NOT_ALLOWED))
}

fn reply_code(error: &Error) -> Option<u16> {
    match error.kind() {
        ErrorKind::ProtocolError(reply) => Some(reply.get_id()),
        _ => None,
    }
}

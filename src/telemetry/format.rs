//! How a line looks: flat JSON for machines, text for people at a terminal.

use std::fmt::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

use super::catalogue::COMMON_FIELDS;
use super::{SCHEMA_VERSION, TARGET};
use crate::clock::Clock;

/// The version of the program that writes the lines.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// The name of a line that is no event of the catalogue.
const PLAIN: &str = "log";

/// Writes each event as one line. Spans have no place in it: every event
/// carries its own case id.
pub(super) struct Lines {
    json: bool,
    clock: Clock,
    // What every JSON line has between its name and its own fields.
    run: String,
}

impl Lines {
    pub(super) fn new(json: bool, run_id: &str, clock: Clock) -> Self {
        let mut run = format!(
            ",\"schema_version\":{SCHEMA_VERSION},\"service.name\":\"{TARGET}\",\
             \"service.version\":\"{RELEASE}\",\"service.instance.id\":"
        );
        // Writing to a String cannot fail.
        let _ = write_json_text(&mut run, run_id);
        Self { json, clock, run }
    }

    fn json(&self, writer: &mut Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let metadata = event.metadata();
        let name = name_of(event);
        let instant = self
            .clock
            .now()
            .to_rfc3339_opts(SecondsFormat::Millis, true);
        let level = level_word(*metadata.level());
        write!(
            writer,
            "{{\"ts\":\"{instant}\",\"level\":\"{level}\",\"event\":"
        )?;
        write_json_text(writer, name.unwrap_or(PLAIN))?;
        writer.write_str(&self.run)?;
        if name.is_none() {
            writer.write_str(",\"target\":")?;
            write_json_text(writer, metadata.target())?;
        }
        let mut fields = Fields::new(writer, name.is_some(), write_json_field);
        event.record(&mut fields);
        fields.result?;
        writer.write_str("}\n")
    }

    fn text(&self, writer: &mut Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let metadata = event.metadata();
        let name = name_of(event);
        let (dim, bold, plain) = match writer.has_ansi_escapes() {
            true => ("\x1b[2m", "\x1b[1m", "\x1b[0m"),
            false => ("", "", ""),
        };
        let colour = match *metadata.level() {
            _ if plain.is_empty() => "",
            Level::ERROR => "\x1b[31m",
            Level::WARN => "\x1b[33m",
            Level::INFO => "\x1b[32m",
            _ => dim,
        };
        let time = stockholm_time(self.clock.now());
        let level = level_word(*metadata.level());
        let told = name.unwrap_or(metadata.target());
        write!(
            writer,
            "{dim}{time}{plain} {colour}{level:<5}{plain} {bold}{told}{plain}"
        )?;
        let mut fields = Fields::new(writer, name.is_some(), write_text_field);
        event.record(&mut fields);
        fields.result?;
        writer.write_char('\n')
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if self.json {
            self.json(&mut writer, event)
        } else {
            self.text(&mut writer, event)
        }
    }
}

/// The name of an event of the catalogue.
fn name_of(event: &Event<'_>) -> Option<&'static str> {
    let metadata = event.metadata();
    let catalogued = metadata.target() == TARGET && metadata.fields().field("event").is_some();
    catalogued.then(|| metadata.name())
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

/// As a clock on the wall in Sweden shows it.
fn stockholm_time(instant: DateTime<Utc>) -> impl fmt::Display {
    instant
        .with_timezone(&chrono_tz::Europe::Stockholm)
        .format("%Y-%m-%d %H:%M:%S%.3f")
}

/// A field's value on its way to the line.
enum Value<'a> {
    Text(&'a str),
    /// A number, or true or false: the same in JSON and in text.
    Bare(&'a dyn fmt::Display),
    Nothing,
}

type WriteField = fn(&mut Writer<'_>, &str, &Value<'_>) -> fmt::Result;

/// Writes the fields of an event one after the other.
struct Fields<'a, 'w> {
    writer: &'a mut Writer<'w>,
    catalogued: bool,
    write: WriteField,
    result: fmt::Result,
}

impl<'a, 'w> Fields<'a, 'w> {
    fn new(writer: &'a mut Writer<'w>, catalogued: bool, write: WriteField) -> Self {
        Self {
            writer,
            catalogued,
            write,
            result: Ok(()),
        }
    }

    fn field(&mut self, field: &Field, value: &Value<'_>) {
        let key = field.name();
        if self.result.is_err() || (self.catalogued && key == "event") {
            return;
        }
        // A plain line must not say anything under a key that every line has.
        self.result = if COMMON_FIELDS.iter().any(|common| common.key == key) || key == "target" {
            (self.write)(self.writer, &format!("{key}_"), value)
        } else {
            (self.write)(self.writer, key, value)
        };
    }
}

impl Visit for Fields<'_, '_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.field(field, &Value::Text(value));
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.field(field, &Value::Bare(&value));
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.field(field, &Value::Bare(&value));
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.field(field, &Value::Bare(&value));
    }
    /// Durations in seconds: a microsecond is as exact as anything measured.
    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.field(field, &Value::Bare(&format_args!("{value:.6}")));
        } else {
            self.field(field, &Value::Nothing);
        }
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.field(field, &Value::Text(&format!("{value:?}")));
    }
}

fn write_json_field(writer: &mut Writer<'_>, key: &str, value: &Value<'_>) -> fmt::Result {
    writer.write_char(',')?;
    write_json_text(writer, key)?;
    writer.write_char(':')?;
    match value {
        Value::Text(text) => write_json_text(writer, text),
        Value::Bare(value) => write!(writer, "{value}"),
        Value::Nothing => writer.write_str("null"),
    }
}

fn write_text_field(writer: &mut Writer<'_>, key: &str, value: &Value<'_>) -> fmt::Result {
    writer.write_char(' ')?;
    if key != "message" {
        write!(writer, "{key}=")?;
    }
    match value {
        // What could be taken for another field or another line is quoted, but
        // a message is a sentence.
        Value::Text(text) if key == "message" && !text.contains(char::is_control) => {
            writer.write_str(text)
        }
        Value::Text(text) if text.is_empty() || text.contains(needs_quotes) => {
            write_json_text(writer, text)
        }
        Value::Text(text) => writer.write_str(text),
        Value::Bare(value) => write!(writer, "{value}"),
        Value::Nothing => writer.write_char('-'),
    }
}

fn needs_quotes(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '"' | '=')
}

/// Writes a text in quotation marks, with everything escaped that JSON or a
/// terminal would take for more than text.
fn write_json_text(writer: &mut impl Write, text: &str) -> fmt::Result {
    writer.write_char('"')?;
    let mut rest = text;
    while let Some(place) = rest.find(|letter: char| letter.is_control() || "\"\\".contains(letter))
    {
        let (before, from) = rest.split_at(place);
        writer.write_str(before)?;
        let mut letters = from.chars();
        match letters.next() {
            Some('\n') => writer.write_str("\\n")?,
            Some(letter @ ('"' | '\\')) => write!(writer, "\\{letter}")?,
            // Every control character lies below U+00A0.
            Some(letter) => write!(writer, "\\u{:04x}", u32::from(letter))?,
            None => {}
        }
        rest = letters.as_str();
    }
    writer.write_str(rest)?;
    writer.write_char('"')
}

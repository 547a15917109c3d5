//! JSON as machines write it, in one line, read straight into types.
//!
//! A bundle is some hundred short keys and values, and `serde_json` spends
//! more on finding out what may come next than on what does. This reads the
//! usual: it gives up at the first thing it is not sure of, and the caller
//! reads the text again with `serde_json`, which alone says what is wrong. So
//! it may refuse anything, but what it reads is what `serde_json` would.

use std::fmt;

use memchr::memchr2;
use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads the usual; `None` for everything else, JSON or not.
pub fn read<'de, T: Deserialize<'de>>(json: &'de str) -> Option<T> {
    let json = json.trim_matches([' ', '\n', '\r', '\t']);
    // Without control characters no string can hold one, and only blanks stand
    // between the values.
    if json.bytes().fold(false, |has, byte| has | (byte < b' ')) {
        return None;
    }
    let mut reader = Reader {
        json,
        at: 0,
        depth: 0,
    };
    let value = T::deserialize(&mut reader).ok()?;
    reader.peek().is_none().then_some(value)
}

/// Lists and objects within each other, below the limit of `serde_json`.
const DEEPEST: u32 = 64;
/// So many digits are a whole number without looking.
const MOST_DIGITS: usize = 18;

struct Reader<'de> {
    json: &'de str,
    /// How many bytes are read.
    at: usize,
    depth: u32,
}

/// Something that is left to `serde_json`.
#[derive(Debug)]
struct Unusual;

impl<'de> Reader<'de> {
    /// The next byte that is no blank, which stays.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.json.as_bytes().get(self.at)? {
                b' ' => self.pass(1),
                byte => return Some(*byte),
            }
        }
    }

    fn pass(&mut self, bytes: usize) {
        // Never beyond a text's end by more than a word.
        self.at = self.at.wrapping_add(bytes);
    }

    fn expect(&mut self, byte: u8) -> Result<(), Unusual> {
        let is_there = self.peek() == Some(byte);
        self.pass(1);
        is_there.then_some(()).ok_or(Unusual)
    }

    fn word(&mut self, word: &str) -> Result<(), Unusual> {
        let rest = self.json.get(self.at..).ok_or(Unusual)?;
        self.pass(word.len());
        rest.starts_with(word).then_some(()).ok_or(Unusual)
    }

    /// A string, when it has no escapes.
    fn plain_string(&mut self) -> Result<&'de str, Unusual> {
        self.expect(b'"')?;
        let rest = self.json.get(self.at..).ok_or(Unusual)?;
        let length = memchr2(b'"', b'\\', rest.as_bytes()).ok_or(Unusual)?;
        let (string, after) = rest.split_at_checked(length).ok_or(Unusual)?;
        self.pass(length.wrapping_add(1));
        after.starts_with('"').then_some(string).ok_or(Unusual)
    }

    /// A string with escapes, which `serde_json` resolves.
    #[cold]
    fn escaped_string(&mut self) -> Result<String, Unusual> {
        let rest = self.json.get(self.at..).ok_or(Unusual)?;
        let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        let string = strings.next().and_then(Result::ok).ok_or(Unusual)?;
        self.pass(strings.byte_offset());
        Ok(string)
    }

    /// A whole number; one with a leading zero, a fraction or an exponent is
    /// not usual.
    fn number(&mut self) -> Result<i64, Unusual> {
        let rest = self.json.as_bytes().get(self.at..).ok_or(Unusual)?;
        let (is_negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let is_end = |byte: &u8| !byte.is_ascii_digit();
        let length = digits.iter().position(is_end).unwrap_or(digits.len());
        let is_odd = digits.first() == Some(&b'0') && (is_negative || length > 1);
        let goes_on = matches!(digits.get(length), Some(b'.' | b'e' | b'E'));
        if is_odd || goes_on || length > MOST_DIGITS {
            return Err(Unusual);
        }
        let start = self.at;
        self.pass(length.wrapping_add(is_negative.into()));
        let number = self.json.get(start..self.at).ok_or(Unusual)?;
        number.parse().map_err(|_| Unusual)
    }

    /// Reads a list or an object to its end.
    fn items<T>(
        &mut self,
        open: u8,
        close: u8,
        visit: impl FnOnce(&mut Items<'_, 'de>) -> Result<T, Unusual>,
    ) -> Result<T, Unusual> {
        self.expect(open)?;
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return Err(Unusual);
        }
        let mut items = Items {
            reader: self,
            close,
            begun: false,
            ended: false,
        };
        let value = visit(&mut items)?;
        let ended = items.ended;
        self.depth = self.depth.saturating_sub(1);
        ended.then_some(value).ok_or(Unusual)
    }
}

/// The items of a list, or the fields of an object.
struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    close: u8,
    begun: bool,
    ended: bool,
}

impl Items<'_, '_> {
    /// Whether there is a further one, up to which everything is passed.
    fn further(&mut self) -> Result<bool, Unusual> {
        if self.reader.peek() == Some(self.close) {
            self.reader.pass(1);
            self.ended = true;
            return Ok(false);
        }
        if self.begun {
            self.reader.expect(b',')?;
        }
        self.begun = true;
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unusual;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unusual> {
        match self.further()? {
            true => seed.deserialize(&mut *self.reader).map(Some),
            false => Ok(None),
        }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Unusual;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unusual> {
        if !self.further()? {
            return Ok(None);
        }
        let key = self.reader.plain_string()?;
        self.reader.expect(b':')?;
        seed.deserialize(BorrowedStrDeserializer::new(key))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unusual> {
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unusual;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.peek().ok_or(Unusual)? {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' => self.word("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word("false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => match self.number()? {
                number @ ..0 => visitor.visit_i64(number),
                number => visitor.visit_u64(number.unsigned_abs()),
            },
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.peek();
        let start = self.at;
        if let Ok(string) = self.plain_string() {
            return visitor.visit_borrowed_str(string);
        }
        self.at = start;
        visitor.visit_string(self.escaped_string()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.items(b'{', b'}', |items| visitor.visit_map(items))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.items(b'[', b']', |items| visitor.visit_seq(items))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.deserialize_str(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        self.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        if self.peek() == Some(b'n') {
            self.word("null").and_then(|()| visitor.visit_none())
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.plain_string()?))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        visitor.visit_newtype_struct(self)
    }

    // Whoever expects one kind of value refuses the others by itself.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct identifier ignored_any
    }
}

impl de::Error for Unusual {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl std::error::Error for Unusual {}

impl fmt::Display for Unusual {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not the usual JSON")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_usual_is_read() {
        let text = "\n{\"a\" : [1,-20,0, \"å§\",\"\"], \"b\":{\"c\":null , \"d\":true},\"e\":[],  \
            \"f\":{},\"g\":\"a\\\"b\\u00e5\\n\", \"h\":false } \n";
        let expected = json!({
            "a": [1, -20, 0, "å§", ""], "b": { "c": null, "d": true }, "e": [],
            "f": {}, "g": "a\"bå\n", "h": false,
        });
        assert_eq!(read::<Value>(text), Some(expected));
    }

    #[test]
    fn what_is_unusual_is_left() {
        let deep = "[".repeat(65) + &"]".repeat(65);
        for text in [
            "",
            " ",
            "{",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1],",
            "[1]]",
            "{,}",
            "nul",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1 "b":2}"#,
            r#"{a:1}"#,
            r#"{1:1}"#,
            r#"{"a\u0062":1}"#,
            r#"["\x"]"#,
            r#"["\ud800"]"#,
            "[\"\n\"]",
            "[\"a",
            "[\"a\\\"",
            "\u{c}1",
            "-",
            "-0",
            "01",
            "-01",
            "1.5",
            "1e3",
            "+1",
            ".5",
            "1x",
            "truefalse",
            "null null",
            "1000000000000000000",
            "\u{feff}1",
            "'a'",
            &deep,
        ] {
            assert_eq!(read::<Value>(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_that_nobody_reads_to_its_end_is_left() {
        assert_eq!(read::<(Vec<u32>, u32)>("[[1,2,3],4]"), None);
        assert_eq!(read::<((u32, u32), u32)>("[[1,2,3],4]"), None);
        assert_eq!(
            read::<Vec<Vec<u32>>>("[[1,2,3],[4]]"),
            Some(vec![vec![1, 2, 3], vec![4]])
        );
    }
}

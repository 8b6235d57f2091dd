//! YAML as a tree that keeps what `serde_yaml::Value` would refuse or forget:
//! keys that are there twice, and where everything stands.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

/// Aliases can make a tree of millions out of a page of text; nobody needs this many nodes.
const MAX_NODES: usize = 10_000;

const TOO_MANY: &str = "more values than a configuration can have";

/// One value of the document.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its number in the order of reading, for [`position`].
    pub(crate) id: usize,
    pub(crate) value: Value,
}

/// What a node holds.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(u64),
    /// Any other number: of no use anywhere here.
    Number,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// A value with a tag of its own, such as `!keep.txt`.
    Tagged,
}

/// The tree of the one document in `text`.
pub(crate) fn parse(text: &str) -> Result<Node, serde_yaml::Error> {
    read(text, MAX_NODES)
}

/// The byte where the node of that number begins.
///
/// The parser says where things stand only in its errors, so it reads once
/// more and is stopped there: exact in every style of YAML, and paid for only
/// where there is something to complain about.
pub(crate) fn position(text: &str, id: usize) -> usize {
    read(text, id).err().map_or(0, |error| offset(text, &error))
}

/// The byte of `text` where the error is; 0 where the parser does not say.
pub(crate) fn offset(text: &str, error: &serde_yaml::Error) -> usize {
    let index = error.location().map(|location| location.index());
    index.filter(|&index| text.is_char_boundary(index)).unwrap_or(0)
}

fn read(text: &str, stop: usize) -> Result<Node, serde_yaml::Error> {
    let count = Cell::new(0);
    Seed { count: &count, stop }.deserialize(serde_yaml::Deserializer::from_str(text))
}

/// Reads one node; `count` goes through the whole tree and fails at `stop`.
#[derive(Clone, Copy)]
struct Seed<'c> {
    count: &'c Cell<usize>,
    stop: usize,
}

impl Seed<'_> {
    fn next_id<E: serde::de::Error>(self) -> Result<usize, E> {
        let id = self.count.get();
        if id >= self.stop {
            return Err(E::custom(TOO_MANY));
        }
        self.count.set(id + 1);
        Ok(id)
    }

    fn leaf<E: serde::de::Error>(self, value: Value) -> Result<Node, E> {
        Ok(Node { id: self.next_id()?, value })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.leaf(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.leaf(Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Node, E> {
        self.leaf(Value::Bool(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Node, E> {
        self.leaf(Value::Integer(value))
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<Node, E> {
        self.leaf(Value::Number)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Node, E> {
        self.leaf(Value::Number)
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<Node, E> {
        self.leaf(Value::Number)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Node, E> {
        self.leaf(Value::Number)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.leaf(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let id = self.next_id()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node { id, value: Value::List(items) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let id = self.next_id()?;
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry_seed(self, self)? {
            entries.push(entry);
        }
        Ok(Node { id, value: Value::Map(entries) })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        let id = self.next_id()?;
        let (_, content) = access.variant::<String>()?;
        content.newtype_variant_seed(self)?;
        Ok(Node { id, value: Value::Tagged })
    }
}

impl Value {
    /// What it is, for `… is a list`.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "empty",
            Value::Bool(true) => "`true`",
            Value::Bool(false) => "`false`",
            Value::Integer(_) | Value::Number => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Tagged => "a tagged value",
        }
    }
}

//! A field for a number: what is typed stays as it is until it is one.
//! Knows nothing of which numbers are right: that is a finding.

use egui::{Id, Key, Response, Ui};

use super::input::Input;
use crate::check::Finding;

/// The number behind the field.
enum Number<'a> {
    Required(&'a mut u32),
    Optional(&'a mut Option<u32>),
}

impl Number<'_> {
    fn get(&self) -> Option<u32> {
        match self {
            Number::Required(value) => Some(**value),
            Number::Optional(value) => **value,
        }
    }

    fn set(&mut self, number: Option<u32>) {
        match (self, number) {
            (Number::Required(value), Some(number)) => **value = number,
            (Number::Required(_), None) => {}
            (Number::Optional(value), number) => **value = number,
        }
    }

    /// What the text means, or what is wrong with it.
    fn read(&self, text: &str) -> Result<Option<u32>, &'static str> {
        let text = text.trim();
        match self {
            Number::Optional(_) if text.is_empty() => return Ok(None),
            Number::Required(_) if text.is_empty() => return Err("A number is needed here"),
            Number::Optional(_) | Number::Required(_) => {}
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("Not a number");
        }
        text.parse().map(Some).map_err(|_| "Too large for a number")
    }
}

/// What was typed and is no number, beside the number it would replace.
#[derive(Clone)]
struct Draft {
    text: String,
    instead_of: Option<u32>,
}

/// A field for a number.
pub struct NumberInput<'a> {
    name: &'a str,
    id: Id,
    number: Number<'a>,
    hint: &'a str,
    finding: Option<&'a Finding>,
    label: Option<Id>,
    bare: bool,
    width: f32,
}

impl<'a> NumberInput<'a> {
    /// A number that has to be there.
    pub fn required(name: &'a str, id: Id, value: &'a mut u32) -> NumberInput<'a> {
        NumberInput::new(name, id, Number::Required(value))
    }

    /// A number that may be left out.
    pub fn optional(name: &'a str, id: Id, value: &'a mut Option<u32>) -> NumberInput<'a> {
        NumberInput::new(name, id, Number::Optional(value))
    }

    fn new(name: &'a str, id: Id, number: Number<'a>) -> NumberInput<'a> {
        NumberInput { name, id, number, hint: "", finding: None, label: None, bare: false, width: f32::INFINITY }
    }

    /// What it shows while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// What is wrong with it.
    pub fn finding(mut self, finding: Option<&'a Finding>) -> Self {
        self.finding = finding;
        self
    }

    /// The label that is seen beside it.
    pub fn labelled_by(mut self, label: Id) -> Self {
        self.label = Some(label);
        self
    }

    /// As a cell of a table.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// A width of its own; else all there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Shows it; with why what is typed is not the number, if it is not.
    pub fn show(mut self, ui: &mut Ui) -> (Response, Option<&'static str>) {
        let kept = self.id.with("draft");
        let draft: Option<Draft> = ui.data(|data| data.get_temp(kept));
        let now = self.number.get();
        let draft = draft.filter(|draft| draft.instead_of == now);
        let mut text = draft.map_or_else(|| now.map_or_else(String::new, |number| number.to_string()), |draft| draft.text);
        let mut input = Input::new(self.name, &mut text).id(self.id).mono().hint(self.hint).width(self.width).finding(self.finding);
        if let Some(label) = self.label {
            input = input.labelled_by(label);
        }
        if self.bare {
            input = input.bare();
        }
        let response = input.show(ui);
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            ui.data_mut(|data| data.remove::<Draft>(kept));
            return (response, None);
        }
        let read = self.number.read(&text);
        if response.changed() {
            match read {
                Ok(number) => {
                    self.number.set(number);
                    ui.data_mut(|data| data.remove::<Draft>(kept));
                }
                Err(_) => {
                    ui.data_mut(|data| data.insert_temp(kept, Draft { text, instead_of: now }));
                }
            }
        }
        (response, read.err())
    }
}

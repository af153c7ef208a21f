//! One icon set: an SVG a thing, drawn in any colour.
//! Knows nothing of what they stand for in a panel.

use egui::{Color32, Image, ImageSource, Rect, Response, Sense, Ui, Vec2, load::Bytes};

use super::theme::size;

/// One icon of the set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Icon {
    uri: &'static str,
    svg: &'static [u8],
}

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub const $name: Icon = Icon {
            uri: concat!("bytes://icons/", $file, ".svg"),
            svg: include_bytes!(concat!("../../assets/icons/", $file, ".svg")),
        };)*
        /// Every icon, for the test that reads the folder.
        #[cfg(test)]
        const ALL: &[&str] = &[$($file),*];
    };
}

icons! {
    /// `arrange.svg`.
    ARRANGE = "arrange";
    /// `arrow-right.svg`.
    ARROW_RIGHT = "arrow-right";
    /// `board.svg`.
    BOARD = "board";
    /// `check.svg`.
    CHECK = "check";
    /// `chevron-down.svg`.
    CHEVRON_DOWN = "chevron-down";
    /// `chevron-left.svg`.
    CHEVRON_LEFT = "chevron-left";
    /// `chevron-right.svg`.
    CHEVRON_RIGHT = "chevron-right";
    /// `chevron-up.svg`.
    CHEVRON_UP = "chevron-up";
    /// `close.svg`.
    CLOSE = "close";
    /// `command.svg`.
    COMMAND = "command";
    /// `comment.svg`.
    COMMENT = "comment";
    /// `copy.svg`.
    COPY = "copy";
    /// `diff.svg`.
    DIFF = "diff";
    /// `download.svg`.
    DOWNLOAD = "download";
    /// `drag-handle.svg`.
    DRAG_HANDLE = "drag-handle";
    /// `duplicate.svg`.
    DUPLICATE = "duplicate";
    /// `error-badge.svg`.
    ERROR_BADGE = "error-badge";
    /// `external.svg`.
    EXTERNAL = "external";
    /// `eye.svg`.
    EYE = "eye";
    /// `file.svg`.
    FILE = "file";
    /// `fit.svg`.
    FIT = "fit";
    /// `folder.svg`.
    FOLDER = "folder";
    /// `helm.svg`.
    HELM = "helm";
    /// `help.svg`.
    HELP = "help";
    /// `hint-badge.svg`.
    HINT_BADGE = "hint-badge";
    /// `history.svg`.
    HISTORY = "history";
    /// `import.svg`.
    IMPORT = "import";
    /// `keyboard.svg`.
    KEYBOARD = "keyboard";
    /// `link.svg`.
    LINK = "link";
    /// `minus.svg`.
    MINUS = "minus";
    /// `moon.svg`.
    MOON = "moon";
    /// `more.svg`.
    MORE = "more";
    /// `open.svg`.
    OPEN = "open";
    /// `partly.svg`.
    PARTLY = "partly";
    /// `pin.svg`.
    PIN = "pin";
    /// `plus.svg`.
    PLUS = "plus";
    /// `redo.svg`.
    REDO = "redo";
    /// `save.svg`.
    SAVE = "save";
    /// `search.svg`.
    SEARCH = "search";
    /// `server.svg`.
    SERVER = "server";
    /// `settings.svg`.
    SETTINGS = "settings";
    /// `sort-down.svg`.
    SORT_DOWN = "sort-down";
    /// `sort-up.svg`.
    SORT_UP = "sort-up";
    /// `sun.svg`.
    SUN = "sun";
    /// `table.svg`.
    TABLE = "table";
    /// `terminal.svg`.
    TERMINAL = "terminal";
    /// `trash.svg`.
    TRASH = "trash";
    /// `undo.svg`.
    UNDO = "undo";
    /// `warning-badge.svg`.
    WARNING_BADGE = "warning-badge";
}

impl Icon {
    /// The image, white, to be tinted.
    pub fn image(self) -> Image<'static> {
        Image::new(ImageSource::Bytes { uri: self.uri.into(), bytes: Bytes::Static(self.svg) })
    }

    /// Paints it in the middle of a rectangle.
    pub fn paint(self, ui: &Ui, rect: Rect, color: Color32) {
        self.paint_sized(ui, rect, color, size::ICON);
    }

    /// Paints it at a size of its own in the middle of a rectangle.
    pub fn paint_sized(self, ui: &Ui, rect: Rect, color: Color32, side: f32) {
        let at = Rect::from_center_size(rect.center(), Vec2::splat(side));
        self.image().tint(color).paint_at(ui, at);
    }

    /// Takes its place in a row.
    pub fn show(self, ui: &mut Ui, color: Color32) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
        self.paint(ui, rect, color);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_an_icon() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/icons");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|file| Some(file.ok()?.file_name().to_str()?.strip_suffix(".svg")?.to_owned()))
            .collect();
        files.sort();
        assert_eq!(files, ALL);
    }
}

//! The peer of the window's figures: the least an eframe program can be, from the same lock file and with the same features.

struct Bare;

impl eframe::App for Bare {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        egui::CentralPanel::default().show(ui, |ui| ui.label("bare"));
    }
}

fn main() -> eframe::Result {
    let viewport = egui::ViewportBuilder::default().with_inner_size([1440.0, 900.0]);
    let options = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, persist_window: false, ..Default::default() };
    eframe::run_native("bare-window", options, Box::new(|_| Ok(Box::new(Bare))))
}

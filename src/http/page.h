// The frame and the look of every page that the gateway and the directory make: one style sheet and one mark, in light
// and dark, for phones and desktops. Pages hold no script and no style attribute. So the style-src of a
// Content-Security-Policy needs only the hashes of `page_styles`. A logo also needs "img-src data:".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::http {

// The owner's name and colours on a page. Every field may be empty.
struct PageBrand {
  std::string name{};          // shown beside the mark; empty: "Sallyport"
  std::string company{};       // shown in small letters below the name
  std::string logo{};          // a data: URL of an image, shown in place of Sallyport's mark
  std::string accent{};        // the colour of buttons and links as "#0f62fe"; any other text counts as empty
  std::string support_link{};  // https: or mailto:, shown as "Get help" below the card; any other text is not shown
};

struct PageFrame {
  std::string_view title{};   // plain text; the title of the window is this and the brand's name
  std::string_view body{};    // HTML that begins with an <h1>; the caller must have escaped every value in it
  std::string_view notice{};  // plain text of the band at the top; empty: no band
  std::string_view footer{};  // plain text below the card; may be empty
};

// Prints the whole HTML document.
std::string print_page(const PageFrame& frame, const PageBrand& brand);

// Returns the style sheets that print_page puts into <style> elements, so that the caller can hash them: the common
// one, and one with the colours of the accent if the brand has an accent.
std::vector<std::string> page_styles(const PageBrand& brand);

// The colours that follow from an accent. Each is readable on its background for every accent: the contrast is at least
// 4.5 to 1 (WCAG 2.2 1.4.3).
struct AccentColours {
  std::string button;      // the accent itself
  std::string on_button;   // text on the button: white or black
  std::string link_light;  // the accent, made darker until it is readable on a light card
  std::string link_dark;   // the accent, made lighter until it is readable on a dark card
};
AccentColours accent_colours(std::string_view accent);  // `accent` must be an accent; see is_accent

bool is_accent(std::string_view text);  // whether the text has the form "#rrggbb", in hexadecimal digits of either case

}  // namespace sallyport::http

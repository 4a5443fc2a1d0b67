// A text as a QR code, for the camera of a phone.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::http {

// Returns an SVG element: black on white in both themes, with the quiet margin that cameras need. `label` tells screen
// readers what it is. Empty if the text is empty or too long for a QR code (about 2,300 bytes).
// Source: ISO/IEC 18004:2015, with error correction level M.
std::string qr_picture(std::string_view text, std::string_view label);

}  // namespace sallyport::http

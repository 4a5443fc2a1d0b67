#include "http/qr_picture.h"

#include <qrencode.h>

#include <memory>

#include "http/html.h"

namespace sallyport::http {
namespace {

constexpr int kQuiet = 4;       // modules of margin (ISO/IEC 18004:2015, 5.3.8)
constexpr int kPixels = 4;      // of one module, so that a phone reads the code from a hand's breadth
constexpr int kAnyVersion = 0;  // the smallest that the text fits into

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

bool is_dark(const QRcode& code, int x, int y) {
  return (code.data[y * code.width + x] & 1) != 0;
}

// One rectangle for each run of dark modules in a row.
std::string path_of(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width;) {
      int end = x;
      while (end < code.width && is_dark(code, end, y)) ++end;
      if (const int run = end - x; run > 0)
        path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + std::to_string(run) +
                "v1h-" + std::to_string(run) + "z";
      x = end + 1;
    }
  }
  return path;
}

}  // namespace

std::string qr_picture(std::string_view text, std::string_view label) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  const std::unique_ptr<QRcode, FreeCode> code(
      QRcode_encodeData(static_cast<int>(text.size()), bytes, kAnyVersion, QR_ECLEVEL_M));
  if (!code) return {};
  const int width = code->width + 2 * kQuiet;
  const std::string side = std::to_string(width);
  const std::string pixels = std::to_string(width * kPixels);
  return "<svg class=\"qr\" role=\"img\" aria-label=\"" + html_escape(label) + "\" width=\"" + pixels + "\" height=\"" +
         pixels + "\" viewBox=\"0 0 " + side + " " + side + "\" shape-rendering=\"crispEdges\"><rect width=\"" + side +
         "\" height=\"" + side + "\" fill=\"#fff\"/><path d=\"" + path_of(*code) + "\" fill=\"#000\"/></svg>";
}

}  // namespace sallyport::http

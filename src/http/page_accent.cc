// Computes the colours that follow from an accent. Source: WCAG 2.2, relative luminance and contrast ratio.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/characters.h"
#include "http/page.h"

namespace sallyport::http {
namespace {

constexpr double kReadable = 4.5;
constexpr std::string_view kHexDigits = "0123456789abcdef";

struct Colour {
  std::array<double, 3> channels{};  // 0 to 1
};

constexpr Colour kWhite{{1, 1, 1}};
constexpr Colour kBlack{{0, 0, 0}};
constexpr Colour kDarkCard{{0.114, 0.141, 0.169}};  // a little lighter than --card of the dark style

Colour parse(std::string_view text) {
  Colour out;
  for (std::size_t i = 0; i < 3; ++i)
    out.channels[i] = (hex_value(text[1 + 2 * i]) * 16 + hex_value(text[2 + 2 * i])) / 255.0;
  return out;
}

std::string print(const Colour& colour) {
  std::string out = "#";
  for (const double channel : colour.channels) {
    const auto byte = static_cast<std::size_t>(std::lround(std::clamp(channel, 0.0, 1.0) * 255));
    out.push_back(kHexDigits[byte / 16]);
    out.push_back(kHexDigits[byte % 16]);
  }
  return out;
}

double luminance(const Colour& colour) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(colour.channels[0]) + 0.7152 * linear(colour.channels[1]) +
         0.0722 * linear(colour.channels[2]);
}

double contrast(const Colour& a, const Colour& b) {
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

// Mixes the colour with `towards`, step by step, until it is readable on the colour `ground`.
Colour readable(const Colour& colour, const Colour& towards, const Colour& ground) {
  Colour out = colour;
  for (int step = 0; step <= 20 && contrast(out, ground) < kReadable; ++step) {
    const double share = step / 20.0;
    for (std::size_t i = 0; i < 3; ++i)
      out.channels[i] = colour.channels[i] + (towards.channels[i] - colour.channels[i]) * share;
  }
  return out;
}

}  // namespace

bool is_accent(std::string_view text) {
  return text.size() == 7 && text.front() == '#' && std::ranges::all_of(text.substr(1), is_hex_digit);
}

AccentColours accent_colours(std::string_view accent) {
  const Colour colour = parse(accent);
  const bool white = contrast(kWhite, colour) >= kReadable || contrast(kWhite, colour) >= contrast(kBlack, colour);
  return {print(colour), white ? "#ffffff" : "#000000", print(readable(colour, kBlack, {{0.94, 0.95, 0.96}})),
          print(readable(colour, kWhite, kDarkCard))};
}

}  // namespace sallyport::http

#include "session/device.h"

#include <algorithm>
#include <array>

#include "base/characters.h"

namespace sallyport::session {
namespace {

struct Mark {
  std::string_view text;  // to look for in the header
  std::string_view name;
};

// The first row that the header contains counts. The order matters, because browsers also send the names of older ones.
constexpr std::array kBrowsers{
    Mark{"Edg", "Edge"},           Mark{"OPR/", "Opera"},       Mark{"SamsungBrowser/", "Samsung Internet"},
    Mark{"FxiOS/", "Firefox"},     Mark{"Firefox/", "Firefox"}, Mark{"CriOS/", "Chrome"},
    Mark{"Chromium/", "Chromium"}, Mark{"Chrome/", "Chrome"},   Mark{"Safari/", "Safari"}};
constexpr std::array kSystems{Mark{"Windows", "Windows"}, Mark{"iPhone", "iPhone"},  Mark{"iPad", "iPad"},
                              Mark{"Android", "Android"}, Mark{"Mac OS X", "macOS"}, Mark{"CrOS", "ChromeOS"},
                              Mark{"Linux", "Linux"}};

std::string_view first_of(const auto& marks, std::string_view text) {
  const auto found =
      std::ranges::find_if(marks, [&](const Mark& mark) { return text.find(mark.text) != std::string_view::npos; });
  return found == marks.end() ? std::string_view() : found->name;
}

bool is_word_character(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
}

std::string first_word(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_word_character);
  return std::string(
      text.substr(0, std::min<std::size_t>(static_cast<std::size_t>(end - text.begin()), kMaxDeviceLabel)));
}

}  // namespace

std::string device_label(std::string_view user_agent) {
  const std::string_view browser = first_of(kBrowsers, user_agent);
  if (browser.empty()) return first_word(user_agent);
  const std::string_view system = first_of(kSystems, user_agent);
  return std::string(browser) + (system.empty() ? "" : " on ") + std::string(system);
}

}  // namespace sallyport::session

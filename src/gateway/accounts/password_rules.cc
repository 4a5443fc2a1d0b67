#include "gateway/accounts/password_rules.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kLeastOfItsOwn = 7;  // bytes that must be left once everything easily guessed is removed

// Lists of leaked passwords contain few of twelve characters or more, and those few are made of these words. Longer
// words come first.
constexpr std::array<std::string_view, 24> kGuessedFirst{
    "administrator", "openmetadata", "1q2w3e4r5t6y", "qwertyuiop", "sallyport", "microsoft", "localhost", "asdfghjkl",
    "passw0rd",      "password",     "passwort",     "iloveyou",   "1qaz2wsx",  "1q2w3e4r",  "zxcvbnm",   "welcome",
    "letmein",       "changeme",     "secret",       "qwerty",     "dragon",    "monkey",    "admin",     "azure",
};

void remove_word(std::string& text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) text.erase(at, word.size());
}

constexpr std::size_t kShortestName = 3;  // bytes; shorter parts of names are in too many words

// Names in their parts: those of "ann.lee@contoso.example" are ann, lee, contoso and example.
std::string without_guessed_words(std::string text, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::string part;
    for (const char c : ascii_lower(name) + " ") {
      if (is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
        part += c;
        continue;
      }
      if (part.size() >= kShortestName) remove_word(text, part);
      part.clear();
    }
  }
  for (const std::string_view word : kGuessedFirst) remove_word(text, word);
  return text;
}

// How many bytes cannot be guessed from the byte before: 1 for each of "aaaa", "1234" and "dcba".
std::size_t surprises(std::string_view text) {
  std::size_t count = 0;
  int before = -2;
  for (const char c : text) {
    const int now = static_cast<unsigned char>(c);
    if (std::abs(now - before) > 1) ++count;
    before = now;
  }
  return count;
}

// If the text repeats a shorter text, returns the shorter one.
std::string_view without_repetition(std::string_view text) {
  for (std::size_t period = 1; period <= text.size() / 2; ++period)
    if (text.substr(period) == text.substr(0, text.size() - period)) return text.substr(0, period);
  return text;
}

// Counts code points, so that passwords in all scripts count alike.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string_view complaint_about_password(std::string_view password, const std::vector<std::string>& names) {
  if (!is_utf8(password) || characters(password) < kMinPassword) return "The password needs at least 12 characters.";
  if (password.size() > kMaxPassword) return "The password is too long.";
  const std::string left = without_guessed_words(ascii_lower(password), names);
  if (surprises(without_repetition(left)) < kLeastOfItsOwn)
    return "That is among the first that somebody would try. A sentence does well.";
  return {};
}

}  // namespace sallyport::gateway

#include "entra/name_index.h"

#include <algorithm>
#include <optional>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::entra {
namespace {

constexpr std::size_t kMaxPieces = 8;

// A letter of two bytes in UTF-8: its code point in lower case.
char32_t lower(char32_t letter) {
  if (letter >= 0xc0 && letter <= 0xde && letter != 0xd7) return letter + 0x20;  // Latin-1
  if (letter >= 0x100 && letter <= 0x137) return letter | 1;                     // Latin Extended-A, in pairs
  if (letter >= 0x139 && letter <= 0x148) return letter % 2 == 1 ? letter + 1 : letter;
  if (letter >= 0x14a && letter <= 0x177) return letter | 1;
  if (letter >= 0x179 && letter <= 0x17e) return letter % 2 == 1 ? letter + 1 : letter;
  if (letter >= 0x391 && letter <= 0x3a9 && letter != 0x3a2) return letter + 0x20;  // Greek
  if (letter >= 0x410 && letter <= 0x42f) return letter + 0x20;                     // Cyrillic
  if (letter >= 0x400 && letter <= 0x40f) return letter + 0x50;
  return letter;
}

bool is_two_bytes(std::string_view text) {
  return text.size() >= 2 && (static_cast<unsigned char>(text[0]) & 0xe0) == 0xc0 &&
         (static_cast<unsigned char>(text[1]) & 0xc0) == 0x80;
}

bool is_word_byte(char c) {
  return is_lower(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

// Collects words in the order in which they come; finish() sorts them.
class Words {
 public:
  void add_whole(std::string_view text) {
    if (!text.empty()) words_.push_back(fold_name(text));
  }
  // Each piece between spaces, and each part of it between signs.
  void add_name(std::string_view text) {
    const std::string folded = fold_name(text);
    for (const std::string_view piece : split_words(folded)) {
      words_.emplace_back(piece);
      add_parts(piece);
    }
  }
  // The parts of the name before the '@' and the whole address.
  void add_address(std::string_view address) {
    add_whole(address);
    const std::string local = fold_name(address.substr(0, address.find('@')));
    add_parts(local);
  }
  std::vector<std::string> finish() && {
    std::ranges::sort(words_);
    const auto repeated = std::ranges::unique(words_);
    words_.erase(repeated.begin(), repeated.end());
    return std::move(words_);
  }

 private:
  void add_parts(std::string_view piece) {
    while (!piece.empty()) {
      const auto start = std::ranges::find_if(piece, is_word_byte);
      piece.remove_prefix(static_cast<std::size_t>(start - piece.begin()));
      const auto end = std::ranges::find_if_not(piece, is_word_byte);
      const auto size = static_cast<std::size_t>(end - piece.begin());
      if (size > 0) words_.emplace_back(piece.substr(0, size));
      piece.remove_prefix(size);
    }
  }

  std::vector<std::string> words_;
};

}  // namespace

std::string fold_name(std::string_view text) {
  std::string folded = ascii_lower(text);
  if (!is_utf8(text)) return folded;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto rest = std::string_view(folded).substr(i);
    if (!is_two_bytes(rest)) continue;
    const auto letter = static_cast<char32_t>((static_cast<unsigned char>(rest[0]) & 0x1f) << 6 |
                                              (static_cast<unsigned char>(rest[1]) & 0x3f));
    const char32_t small = lower(letter);
    folded[i] = static_cast<char>(0xc0 | (small >> 6));
    folded[i + 1] = static_cast<char>(0x80 | (small & 0x3f));
    ++i;
  }
  return folded;
}

std::vector<std::string> words_of(const User& user) {
  Words words;
  words.add_name(user.display_name);
  words.add_address(user.user_principal_name);
  if (user.email != user.user_principal_name) words.add_whole(user.email);
  return std::move(words).finish();
}

std::vector<std::string> words_of(const Group& group) {
  Words words;
  words.add_name(group.display_name);
  return std::move(words).finish();
}

std::vector<std::string> words_of(const AppRegistration& app) {
  Words words;
  words.add_name(app.display_name);
  words.add_whole(app.client_id.value);
  return std::move(words).finish();
}

std::vector<std::string> words_of(const ServicePrincipal& principal) {
  Words words;
  words.add_name(principal.display_name);
  words.add_whole(principal.client_id.value);
  return std::move(words).finish();
}

std::vector<std::string> search_pieces(std::string_view search) {
  const std::string folded = fold_name(search);
  std::vector<std::string> pieces;
  for (const std::string_view piece : split_words(folded)) {
    if (pieces.size() == kMaxPieces) break;
    pieces.emplace_back(piece);
  }
  return pieces;
}

}  // namespace sallyport::entra

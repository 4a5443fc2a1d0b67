#include "configuration/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace sallyport::configuration {
namespace {

using Lines = std::span<const std::string_view>;

constexpr std::size_t kMostCells = 4'000'000;  // of the table, which has a cell for each pair of lines

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void append(std::string& out, char sign, std::string_view line) {
  out.push_back(sign);
  out.append(line).push_back('\n');
}

// How many lines the rests of both texts have in common, in the same order: a cell for each pair of beginnings.
class Common {
 public:
  Common(Lines before, Lines after) : width_(after.size() + 1), cells_((before.size() + 1) * width_) {
    for (std::size_t i = before.size(); i-- > 0;)
      for (std::size_t k = after.size(); k-- > 0;)
        cells_[i * width_ + k] = before[i] == after[k] ? at(i + 1, k + 1) + 1 : std::max(at(i + 1, k), at(i, k + 1));
  }

  std::uint32_t at(std::size_t i, std::size_t k) const { return cells_[i * width_ + k]; }

 private:
  std::size_t width_;
  std::vector<std::uint32_t> cells_;
};

std::string differing(Lines before, Lines after) {
  std::string out;
  std::size_t i = 0;
  std::size_t k = 0;
  if ((before.size() + 1) * (after.size() + 1) <= kMostCells) {
    const Common common(before, after);
    while (i < before.size() && k < after.size()) {
      if (before[i] == after[k]) {
        ++i;
        ++k;
      } else if (common.at(i + 1, k) >= common.at(i, k + 1)) {
        append(out, '-', before[i++]);
      } else {
        append(out, '+', after[k++]);
      }
    }
  }
  for (const std::string_view line : before.subspan(i)) append(out, '-', line);
  for (const std::string_view line : after.subspan(k)) append(out, '+', line);
  return out;
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after) {
  const auto old_lines = split_lines(before);
  const auto new_lines = split_lines(after);
  const auto ends = std::ranges::mismatch(old_lines, new_lines);
  const auto same_beginning = static_cast<std::size_t>(ends.in1 - old_lines.begin());
  Lines old_part = Lines(old_lines).subspan(same_beginning);
  Lines new_part = Lines(new_lines).subspan(same_beginning);
  while (!old_part.empty() && !new_part.empty() && old_part.back() == new_part.back()) {
    old_part = old_part.first(old_part.size() - 1);
    new_part = new_part.first(new_part.size() - 1);
  }
  return differing(old_part, new_part);
}

}  // namespace sallyport::configuration

#include "app/commands/api/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>

namespace sallyport::app {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 6;  // of a column that is cut

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

std::size_t characters_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string cut_to(const std::string& text, std::size_t width) {
  if (characters_of(text) <= width) return text;
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at)
    if (begins_character(text[at]) && ++seen == width) break;
  return text.substr(0, at) + "…";
}

std::size_t total_of(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + kGap * (widths.size() - 1);
}

// Takes a character at a time from the widest column, so that narrow columns stay whole.
void narrow(std::vector<std::size_t>& widths, std::size_t most) {
  while (total_of(widths) > most) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= kNarrowest) return;
    --*widest;
  }
}

std::string print_line(const TableRow& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = cut_to(row[i], widths[i]);
    line += cell;
    if (i + 1 < row.size()) line.append(widths[i] - characters_of(cell) + kGap, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string print_table(const TableRow& titles, const std::vector<TableRow>& rows, std::size_t width) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    std::size_t widest = characters_of(titles[i]);
    for (const TableRow& row : rows) widest = std::max(widest, characters_of(row[i]));
    widths.push_back(widest);
  }
  if (width > 0) narrow(widths, width);
  std::string text = print_line(titles, widths);
  for (const TableRow& row : rows) text += print_line(row, widths);
  return text;
}

std::size_t terminal_width() {
  struct winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace sallyport::app

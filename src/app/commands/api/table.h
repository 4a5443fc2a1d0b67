// Tables for people at a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sallyport::app {

using TableRow = std::vector<std::string>;

// Prints the rows below their titles, in columns. No line has more than `width` characters, 0: as many as it needs; the
// widest columns are cut, and a cut cell ends with "…". Requires: every row has as many cells as there are titles.
std::string print_table(const TableRow& titles, const std::vector<TableRow>& rows, std::size_t width);

// The width of the terminal at standard output; 0 if it is none, such as a file or a pipe.
std::size_t terminal_width();

}  // namespace sallyport::app

#include "http/qr_picture.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <vector>

namespace sallyport::http {
namespace {

// The same text by another encoder: python-qrcode 8.2, error correction M, mask pattern 3.
constexpr std::array<std::string_view, 29> kVector{
    "#######.###....##..##.#######", "#.....#.#####.##.##...#.....#", "#.###.#...#.####...##.#.###.#",
    "#.###.#.##......###...#.###.#", "#.###.#..#...#....##..#.###.#", "#.....#...#.#.#...##..#.....#",
    "#######.#.#.#.#.#.#.#.#######", "........##..###..####........", "#.##.###..#..##.#.###.#..#.##",
    ".##.#.....##...##.###.###..##", ".####.#.#####.##.#...#..####.", "..#.#..#.#..####..#...###...#",
    "#.#...####.#....#........###.", "###.##.####.##...#.#.##..####", ".########.#...#..#.##.#....##",
    "...##..###.###.#..#.##.###.#.", ".#..#.##.#.##....##.#...##.#.", "...#...##.#.##......#..#...#.",
    "#...######..#....##.#.##.....", "..##.#.#.......########.#####", ".#..#####.####.#...#########.",
    "........#..#.###.####...#.###", "#######.######..#.###.#.#.##.", "#.....#.#.##....##..#...##.#.",
    "#.###.#...###.##....#########", "#.###.#.##.#.##.##.#.#.##..#.", "#.###.#.#.#.##.##...##...##.#",
    "#.....#..###....#..#####...#.", "#######.###...####..#...#..#.",
};

// The dark modules that the picture's path draws, without the margin of four.
std::vector<std::string> modules_of(const std::string& svg, std::size_t width) {
  std::vector<std::string> rows(width, std::string(width, '.'));
  const std::size_t start = svg.find(" d=\"") + 4;
  std::string path = svg.substr(start, svg.find('"', start) - start);
  for (char& c : path)
    if (c == 'M' || c == 'h' || c == 'v' || c == 'z') c = ' ';
  std::istringstream numbers(path);
  std::size_t x = 0, y = 0, run = 0;
  int down = 0, back = 0;
  while (numbers >> x >> y >> run >> down >> back)
    for (std::size_t i = 0; i < run; ++i) rows.at(y - 4).at(x - 4 + i) = '#';
  return rows;
}

TEST(QrPicture, IsWhatAnotherEncoderDraws) {
  const std::string svg = qr_picture("otpauth://totp/x?secret=ABC", "Code");
  EXPECT_NE(svg.find("viewBox=\"0 0 37 37\""), std::string::npos) << svg;
  EXPECT_EQ(modules_of(svg, kVector.size()), std::vector<std::string>(kVector.begin(), kVector.end()));
}

TEST(QrPicture, DrawsBytesThatAreNoAscii) {
  EXPECT_NE(qr_picture("Zoë", "Code"), qr_picture("Zoe", "Code"));
}

TEST(QrPicture, HasALabelThatCannotBreakOut) {
  EXPECT_NE(qr_picture("x", "\"><script>").find("aria-label=\"&quot;&gt;&lt;script&gt;\""), std::string::npos);
}

TEST(QrPicture, IsEmptyForATextThatDoesNotFit) {
  EXPECT_FALSE(qr_picture(std::string(2331, 'a'), "Code").empty());  // version 40-M
  EXPECT_EQ(qr_picture(std::string(2332, 'a'), "Code"), "");
  EXPECT_EQ(qr_picture("", "Code"), "");
}

}  // namespace
}  // namespace sallyport::http

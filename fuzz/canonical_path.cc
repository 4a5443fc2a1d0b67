// The canonical form of a canonical path is the path itself, and decoding it once more does not change what it means. A
// loose path is canonical up to its rest, and no decoding of the rest climbs to a parent.
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "http/loose_path.h"
#include "http/url.h"

namespace {

using namespace sallyport;

void try_loose(std::string_view text) {
  const auto loose = http::loose_path(text);
  if (!loose || loose->is_canonical()) return;
  fuzz::require(loose->beginning().ends_with('/'));
  fuzz::require(http::canonical_path(loose->beginning()) == std::string(loose->beginning()));
  fuzz::require(text.ends_with(loose->text.substr(loose->plain)));
  std::string reading = loose->text.substr(loose->plain);
  for (int times = 0; times < 4; ++times) {
    const std::string closed = "/" + reading + "/";
    for (const std::string_view bad : {"/./", "/../", "/..;", "/.;", "\\"})
      fuzz::require(closed.find(bad) == closed.npos);
    fuzz::require(!has_control(reading) && is_utf8(reading));
    const auto decoded = http::percent_decode(reading);
    if (!decoded) return;
    reading = *decoded;
  }
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  try_loose(text);
  const auto path = http::canonical_path(text);
  if (!path) return;
  require(path->starts_with('/'));
  require(http::canonical_path(*path) == *path);
  const auto decoded = http::percent_decode(*path);
  require(decoded && is_utf8(*decoded) && !has_control(*decoded));
  require(http::percent_decode(text) == *decoded);
  const std::string closed = *decoded + "/";
  for (const std::string_view bad : {"/./", "/../", "\\", ";"}) require(closed.find(bad) == closed.npos);
  require(decoded->find("//") == decoded->npos);
  require(http::path_is_under(*path, "/") && http::path_is_under(*path, *path));
}

// A canonical path is its own canonical path, and means to whoever decodes it once more what it means to us.
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "http/url.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
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

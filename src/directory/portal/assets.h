// The files of the portal as they stand in the binary. web/embed.mjs prints the source that defines them, in
// build/web/portal. Everything lives as long as the program, so every thread may read it.
#pragma once

#include <span>
#include <string_view>

namespace sallyport::directory {

struct Asset {
  std::string_view name;  // "index-BraWNHBD.js"; the hash of the content is part of it, unless `immutable` is false
  std::string_view content_type;
  std::string_view digest;  // of the plain content, in hexadecimal
  bool immutable = true;    // whether a file of this name never has another content
  std::string_view plain;
  std::string_view gzip;
  std::string_view brotli;
};

std::span<const Asset> assets();

// The document of every page. Where it needs the nonce it says kNoncePlace.
std::string_view index_html();
inline constexpr std::string_view kNoncePlace = "SALLYPORT-NONCE";

}  // namespace sallyport::directory

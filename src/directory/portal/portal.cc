#include "directory/portal/portal.h"

#include <algorithm>

#include "directory/portal/assets.h"
#include "directory/portal/coding.h"

namespace sallyport::directory {
namespace {

std::string policy_text(std::string_view nonce) {
  return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + std::string(nonce) +
         "'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
         "frame-ancestors 'none'";
}

std::string with_nonce(std::string_view document, std::string_view nonce) {
  std::string out;
  for (;;) {
    const auto place = document.find(kNoncePlace);
    out += document.substr(0, place);
    if (place == std::string_view::npos) return out;
    out += nonce;
    document.remove_prefix(place + kNoncePlace.size());
  }
}

void add_shared_headers(http::Response& response) {
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Referrer-Policy", "no-referrer");
  response.add("Cross-Origin-Resource-Policy", "same-origin");
}

// The forms of a file differ, so each has an ETag of its own (RFC 9110 8.8.3.3).
std::string etag_of(const Asset& asset, Coding coding) {
  const auto name = name_of(coding);
  return '"' + std::string(asset.digest) + (name.empty() ? "" : "-") + std::string(name) + '"';
}

std::string_view content_of(const Asset& asset, Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return asset.gzip;
    case Coding::brotli:
      return asset.brotli;
    case Coding::identity:
      break;
  }
  return asset.plain;
}

}  // namespace

http::Response portal_page(const Exchange& exchange) {
  const std::string nonce = random_token(exchange.random);
  http::Response response(200);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Content-Security-Policy", policy_text(nonce));
  response.add("Cache-Control", "no-store");
  response.add("X-Frame-Options", "DENY");
  response.add("Cross-Origin-Opener-Policy", "same-origin");
  add_shared_headers(response);
  response.body = with_nonce(index_html(), nonce);
  return response;
}

http::Response portal_asset(const Exchange& exchange) {
  const auto asset = std::ranges::find(assets(), exchange.parameters["file"], &Asset::name);
  if (asset == assets().end()) {
    http::Response response(404);
    response.add("Content-Type", "text/plain; charset=utf-8");
    response.add("Cache-Control", "no-store");
    add_shared_headers(response);
    response.body = "The portal has no such file.\n";
    return response;
  }
  const Coding coding = choose_coding(exchange.request.header("Accept-Encoding"));
  const std::string etag = etag_of(*asset, coding);
  const auto held = exchange.request.header("If-None-Match");
  http::Response response(held && names_etag(*held, etag) ? 304 : 200);
  response.add("ETag", etag);
  response.add("Vary", "Accept-Encoding");
  response.add("Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  add_shared_headers(response);
  if (response.status == 304) return response;
  response.add("Content-Type", asset->content_type);
  if (coding != Coding::identity) response.add("Content-Encoding", name_of(coding));
  response.body = content_of(*asset, coding);
  return response;
}

}  // namespace sallyport::directory

// Which compressed form of a file a client takes. Source: RFC 9110 12.5.3.
#pragma once

#include <optional>
#include <string_view>

namespace sallyport::directory {

enum class Coding { identity, gzip, brotli };

// The smallest form that the value of Accept-Encoding allows; identity if there is none, or if it cannot be read.
Coding choose_coding(std::optional<std::string_view> accept_encoding);

// The name in Content-Encoding: "br". Empty for identity.
std::string_view name_of(Coding coding);

// Whether the value of If-None-Match names this ETag. Compares weakly. Source: RFC 9110 13.1.2.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace sallyport::directory

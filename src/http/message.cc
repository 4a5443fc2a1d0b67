#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::http {
namespace {

// Field names are compared without case (RFC 9110 5.1). Most pairs differ in length, so the lengths are compared first.
bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ascii_iequals(a, b);
}

// Whether each byte may occur in a token. A table is fast, and every header name of every proxied message is checked.
constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

// Copies texts one after another into a buffer that has the full size from the start, so that views of earlier copies
// stay valid.
class Copier {
 public:
  explicit Copier(std::size_t size) : buffer_(std::make_shared<std::string>()) { buffer_->reserve(size); }

  std::string_view copy(std::string_view text) {
    const std::size_t start = buffer_->size();
    buffer_->append(text);
    return std::string_view(*buffer_).substr(start, text.size());
  }
  std::shared_ptr<const void> buffer() const { return buffer_; }

 private:
  std::shared_ptr<std::string> buffer_;
};

constexpr std::size_t kLineMarks = 4;  // ": " and CR LF

struct Phrase {
  int status;
  std::string_view text;
};

// Source: RFC 9110 15, RFC 6585, RFC 7725 (451).
constexpr std::array kPhrases{
    Phrase{100, "Continue"},
    Phrase{101, "Switching Protocols"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{203, "Non-Authoritative Information"},
    Phrase{204, "No Content"},
    Phrase{205, "Reset Content"},
    Phrase{206, "Partial Content"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{426, "Upgrade Required"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{451, "Unavailable For Legal Reasons"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};
static_assert(std::ranges::is_sorted(kPhrases, {}, &Phrase::status));

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
  const HeaderView* found = nullptr;
  for (const HeaderView& header : headers) {
    if (!same_name(header.name, name)) continue;
    if (found != nullptr) return std::nullopt;
    found = &header;
  }
  if (found == nullptr) return std::nullopt;
  return found->value;
}

std::size_t Request::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(headers, [&](const HeaderView& header) { return same_name(header.name, name); }));
}

std::string_view Request::query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

Request own(const Request& request) {
  std::size_t size = request.method.size() + request.target.size() + request.body.size();
  for (const HeaderView& header : request.headers) size += header.name.size() + header.value.size();

  Copier copier(size);
  Request owned;
  owned.method = copier.copy(request.method);
  owned.target = copier.copy(request.target);
  owned.headers.reserve(request.headers.size());
  for (const HeaderView& header : request.headers)
    owned.headers.push_back({copier.copy(header.name), copier.copy(header.value)});
  owned.body = copier.copy(request.body);
  owned.peer = request.peer;
  owned.storage = copier.buffer();
  return owned;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return kTokenBytes[static_cast<unsigned char>(c)]; });
}

PreparedHeaders prepare(const std::vector<HeaderView>& headers) {
  auto lines = std::make_shared<std::string>();
  std::size_t size = 0;
  for (const auto& [name, value] : headers) size += name.size() + value.size() + kLineMarks;
  lines->reserve(size);
  for (const auto& [name, value] : headers) {
    if (!is_token(name) || has_control(value)) continue;
    lines->append(name).append(": ").append(value).append("\r\n");
  }
  return lines;
}

const std::string* Response::find(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const Header& header) { return same_name(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

std::string_view reason_phrase(int status) {
  const auto found = std::ranges::lower_bound(kPhrases, status, {}, &Phrase::status);
  return found != kPhrases.end() && found->status == status ? found->text : "Unknown";
}

}  // namespace sallyport::http

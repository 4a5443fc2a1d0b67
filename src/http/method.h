// The HTTP methods that IANA has registered, as a closed table, and sets of methods.
// A method that is not in the table has no meaning here and is refused. Everything in this header is a value. All
// functions except print() work at compile time and do not allocate.
// Source: RFC 9110 9 and the IANA HTTP Method Registry.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport::http {

// In the order of the table below. Most requests have one of the first seven methods.
// clang-format off
enum class Method : std::uint8_t {
  get, head, post, put, patch, delete_, options,
  connect, trace, pri,
  acl, baseline_control, bind, checkin, checkout, copy, label, link, lock, merge, mkactivity, mkcalendar, mkcol,
  mkredirectref, mkworkspace, move, orderpatch, propfind, proppatch, rebind, report, search, unbind, uncheckout,
  unlink, unlock, update, updateredirectref, version_control,
};
// clang-format on

// The meaning of a request's body for a method.
enum class Content : std::uint8_t {
  none,     // the method gives a body no meaning, so our own handlers do not read it
  meant,    // the body is part of the request
  refused,  // the method is never served: it asks for a tunnel, an echo, or another protocol (PRI begins HTTP/2)
};

struct MethodRow {
  Method method;
  std::string_view name;
  Content content;
};

// One row for each method. The index of a row is the value of its enumerator.
inline constexpr std::array kMethodTable{
    MethodRow{Method::get, "GET", Content::none},
    MethodRow{Method::head, "HEAD", Content::none},
    MethodRow{Method::post, "POST", Content::meant},
    MethodRow{Method::put, "PUT", Content::meant},
    MethodRow{Method::patch, "PATCH", Content::meant},
    MethodRow{Method::delete_, "DELETE", Content::none},
    MethodRow{Method::options, "OPTIONS", Content::none},
    MethodRow{Method::connect, "CONNECT", Content::refused},
    MethodRow{Method::trace, "TRACE", Content::refused},
    MethodRow{Method::pri, "PRI", Content::refused},
    MethodRow{Method::acl, "ACL", Content::meant},
    MethodRow{Method::baseline_control, "BASELINE-CONTROL", Content::meant},
    MethodRow{Method::bind, "BIND", Content::meant},
    MethodRow{Method::checkin, "CHECKIN", Content::meant},
    MethodRow{Method::checkout, "CHECKOUT", Content::meant},
    MethodRow{Method::copy, "COPY", Content::none},
    MethodRow{Method::label, "LABEL", Content::meant},
    MethodRow{Method::link, "LINK", Content::none},
    MethodRow{Method::lock, "LOCK", Content::meant},
    MethodRow{Method::merge, "MERGE", Content::meant},
    MethodRow{Method::mkactivity, "MKACTIVITY", Content::none},
    MethodRow{Method::mkcalendar, "MKCALENDAR", Content::meant},
    MethodRow{Method::mkcol, "MKCOL", Content::meant},
    MethodRow{Method::mkredirectref, "MKREDIRECTREF", Content::meant},
    MethodRow{Method::mkworkspace, "MKWORKSPACE", Content::none},
    MethodRow{Method::move, "MOVE", Content::none},
    MethodRow{Method::orderpatch, "ORDERPATCH", Content::meant},
    MethodRow{Method::propfind, "PROPFIND", Content::meant},
    MethodRow{Method::proppatch, "PROPPATCH", Content::meant},
    MethodRow{Method::rebind, "REBIND", Content::meant},
    MethodRow{Method::report, "REPORT", Content::meant},
    MethodRow{Method::search, "SEARCH", Content::meant},
    MethodRow{Method::unbind, "UNBIND", Content::meant},
    MethodRow{Method::uncheckout, "UNCHECKOUT", Content::none},
    MethodRow{Method::unlink, "UNLINK", Content::none},
    MethodRow{Method::unlock, "UNLOCK", Content::none},
    MethodRow{Method::update, "UPDATE", Content::meant},
    MethodRow{Method::updateredirectref, "UPDATEREDIRECTREF", Content::meant},
    MethodRow{Method::version_control, "VERSION-CONTROL", Content::meant},
};

constexpr const MethodRow& row_of(Method method) {
  return kMethodTable[static_cast<std::size_t>(method)];
}

constexpr std::string_view name_of(Method method) {
  return row_of(method).name;
}

// Whether the server accepts the method, to serve it or to forward it.
constexpr bool is_served(Method method) {
  return row_of(method).content != Content::refused;
}

// Finds the method that a request line names. Absent if no registered method has exactly this name; case matters (RFC
// 9110 9.1). The method may still be one that is never served; see is_served.
constexpr std::optional<Method> find_method(std::string_view name) {
  for (const MethodRow& row : kMethodTable)
    if (row.name == name) return row.method;
  return std::nullopt;
}

// A set of methods. A resource that answers GET answers HEAD too, so a set that holds GET always holds HEAD (RFC 9110
// 9.3.2).
class Methods {
 public:
  constexpr Methods() = default;
  constexpr Methods(Method method) : bits_(bit(method) | (method == Method::get ? bit(Method::head) : 0)) {}

  constexpr bool contain(Method method) const { return (bits_ & bit(method)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  constexpr Methods& operator|=(Methods other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr Methods operator|(Methods a, Methods b) { return a |= b; }
  constexpr bool overlap(Methods other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool operator==(const Methods&) const = default;

 private:
  static constexpr std::uint64_t bit(Method method) { return std::uint64_t{1} << static_cast<unsigned>(method); }

  std::uint64_t bits_ = 0;
};

constexpr Methods operator|(Method a, Method b) {
  return Methods(a) | Methods(b);
}

inline constexpr Methods kNeverServed = Method::connect | Method::trace | Method::pri;

// Prints the value of an Allow header, in the order of the table: "GET, HEAD, POST". Source: RFC 9110 10.2.1.
std::string print(Methods methods);

}  // namespace sallyport::http

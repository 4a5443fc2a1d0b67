#include "net/http1/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/characters.h"
#include "base/text.h"
#include "http/field_name.h"

namespace sallyport::net {
namespace {

bool is_written_here(std::string_view name) {
  return http::is_hop_by_hop(name) || ascii_iequals(name, "Content-Length") || ascii_iequals(name, "Date");
}

bool has_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

void append_number(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_length(std::uint64_t length, std::string& out) {
  out.append("Content-Length: ");
  append_number(length, out);
  out.append("\r\n");
}

bool may_be_printed(std::string_view name, std::string_view value) {
  constexpr auto kBad = [](char c) { return is_field_control(c); };
  return http::is_token(name) && std::ranges::none_of(value, kBad);
}

bool is_named_by_connection(const ResponseHead& head, std::string_view name) {
  return std::ranges::any_of(head.headers, [&](const http::HeaderView& header) {
    return ascii_iequals(header.name, "Connection") && list_names(header.value, name);
  });
}

bool is_dropped(const http::ResponseRules* rules, const http::HeaderView& header) {
  if (rules == nullptr) return false;
  const auto names_it = [&](std::string_view name) { return ascii_iequals(name, header.name); };
  return std::ranges::any_of(rules->dropped, names_it) || (rules->drop && rules->drop(header));
}

}  // namespace

ResponseWriter::ResponseWriter(const std::vector<http::Header>& extra) {
  for (const auto& header : extra)
    if (may_be_printed(header.name, header.value) && !is_written_here(header.name)) extra_.push_back(header);
  extra_is_set_.resize(extra_.size());
  set_date(SystemClock().now());
}

void ResponseWriter::set_date(UnixTime now) {
  date_ = "Date: " + print_http_date(now) + "\r\n";
}

void ResponseWriter::print(const http::Response& response, Delivery delivery, std::string& out) {
  const int status = response.status < 200 || response.status > 599 ? 500 : response.status;
  print_status(status, out);
  if (response.prepared) print_prepared(*response.prepared, out);
  if (response.common) print_prepared(*response.common, out);
  for (const auto& header : response.headers)
    if (!is_written_here(header.name)) print_header(header.name, header.value, out);
  if (!has_no_body(status)) append_length(response.body.size(), out);
  print_end(delivery, out);
  if (!delivery.head_only && !has_no_body(status)) out.append(response.body);
}

void ResponseWriter::print_prepared(const std::string& lines, std::string& out) {
  out.append(lines);
  for (std::size_t i = 0; i < extra_.size(); ++i) {
    std::string_view rest = lines;
    while (!rest.empty() && !extra_is_set_[i]) {
      extra_is_set_[i] = ascii_iequals(rest.substr(0, rest.find(':')), extra_[i].name);
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    }
  }
}

void ResponseWriter::print(const Relay& relay, Delivery delivery, std::string& out) {
  print_status(relay.upstream.status, out);
  for (const auto& header : relay.upstream.headers)
    if (!is_written_here(header.name) && !is_dropped(relay.rules, header) &&
        !is_named_by_connection(relay.upstream, header.name))
      print_relayed(relay.rules, header, out);
  if (relay.rules != nullptr)
    for (const auto& header : relay.rules->added)
      if (!is_written_here(header.name)) print_header(header.name, header.value, out);
  if (relay.framing.kind == Framing::length) append_length(relay.framing.length, out);
  if (relay.framing.kind == Framing::chunked) out.append("Transfer-Encoding: chunked\r\n");
  if (relay.stated_length) append_length(*relay.stated_length, out);
  if (!relay.upgrade.empty()) {
    out.append("Connection: Upgrade\r\n");
    print_header("Upgrade", relay.upgrade, out);
  }
  print_end(delivery, out);
}

void ResponseWriter::print_relayed(const http::ResponseRules* rules, const http::HeaderView& header, std::string& out) {
  const auto replaced = rules != nullptr && rules->replace ? rules->replace(header) : std::nullopt;
  print_header(header.name, replaced ? std::string_view(*replaced) : header.value, out);
}

void ResponseWriter::print_status(int status, std::string& out) {
  extra_is_set_.assign(extra_.size(), false);
  out.append("HTTP/1.1 ");
  append_number(static_cast<std::uint64_t>(status), out);
  out.push_back(' ');
  out.append(http::reason_phrase(status));
  out.append("\r\n");
}

void ResponseWriter::print_header(std::string_view name, std::string_view value, std::string& out) {
  if (!may_be_printed(name, value)) return;  // a value from a claim or an upstream must not split the response
  out.append(name).append(": ").append(value).append("\r\n");
  for (std::size_t i = 0; i < extra_.size(); ++i)
    if (ascii_iequals(extra_[i].name, name)) extra_is_set_[i] = true;
}

void ResponseWriter::print_end(Delivery delivery, std::string& out) {
  for (std::size_t i = 0; i < extra_.size(); ++i)
    if (!extra_is_set_[i]) out.append(extra_[i].name).append(": ").append(extra_[i].value).append("\r\n");
  out.append(date_);
  if (delivery.close)
    out.append("Connection: close\r\n");
  else if (delivery.say_keep_alive)
    out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
}

}  // namespace sallyport::net

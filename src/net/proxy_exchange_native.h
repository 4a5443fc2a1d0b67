#pragma once
#include <memory>

#include "http/handler.h"
#include "net/connection_native.h"
namespace sallyport::net {
class ProxyExchange {
 public:
  ProxyExchange(std::shared_ptr<Connection> client, http::Forward) : client_(std::move(client)) {}
  void start() {
    const auto client = client_;
    client->exchange_failed(502);
  }
  void cancel() {}

 private:
  std::shared_ptr<Connection> client_;
};
}  // namespace sallyport::net

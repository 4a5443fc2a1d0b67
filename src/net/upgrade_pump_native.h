// Bytes both ways between a client and an upstream after a 101, until either ends or the session does.
#pragma once

#include <functional>
#include <memory>

#include "net/connection_native.h"
#include "net/upstream_pool_native.h"

namespace sallyport::net {

class UpgradePump : public std::enable_shared_from_this<UpgradePump> {
 public:
  UpgradePump(std::shared_ptr<Connection> client, std::shared_ptr<UpstreamConnection> upstream,
              std::optional<http::Watch> watch);

  void start();
  void cancel();
  void end();  // closes both sides

 private:
  struct Side {
    Transport& transport;
    ReadBuffer& buffer;
    Timer write_timer;  // while this side is written to
  };

  void move(Side& from, Side& to);
  void read(Side& from, Side& to);
  http::Watch::Verdict glance() const;
  void check();
  void look();

  std::shared_ptr<Connection> client_;
  std::shared_ptr<UpstreamConnection> upstream_;
  std::optional<http::Watch> watch_;
  Side client_side_;
  Side upstream_side_;
  Timer check_timer_;
  Timer idle_timer_;
  bool over_ = false;
};

}  // namespace sallyport::net

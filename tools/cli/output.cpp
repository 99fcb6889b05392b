#include "output.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <deltalake/base/error.hpp>
#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/utf8.hpp>

namespace deltalake_tool {

output::output() : file_(STDOUT_FILENO), terminal_(::isatty(STDOUT_FILENO) == 1) {}

output::output(int file, std::string name) : file_(file), name_(std::move(name)), terminal_(false) {}

void output::fail(int code) const {
  using deltalake::errc;
  if (!name_.empty()) {
    const errc reason = code == ENOSPC || code == EDQUOT ? errc::no_space : errc::storage_io;
    deltalake::throw_error(deltalake::error(reason, std::strerror(code)).in_file(name_));
  }
  if (code == EPIPE) throw output_closed();
  throw std::system_error(code, std::generic_category(), "the output cannot be written");
}

void output::flush() {
  std::size_t done = 0;
  while (done < text_.size()) {
    const ::ssize_t count = ::write(file_, text_.data() + done, text_.size() - done);
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      text_.clear();
      fail(errno);
    }
  }
  text_.clear();
}

void prepare_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  for (int stream = 0; stream <= 2; ++stream) {
    // open takes the lowest free number, which is this one: those below are taken.
    if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF && ::open("/dev/null", O_RDWR) == -1) return;
  }
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  const auto escape = [&shown](unsigned char byte) {
    char code[5];
    std::snprintf(code, sizeof code, "\\x%02x", byte);
    shown += code;
  };
  while (!text.empty()) {
    const std::size_t good = std::min(deltalake::first_invalid_utf8(text), text.size());
    for (std::size_t i = 0; i < good; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      // U+0080 to U+009F control terminals too; in UTF-8 they are C2 80 to C2 9F.
      const bool control = byte < 0x20 || byte == 0x7F ||
                           (byte == 0xC2 && i + 1 < good && static_cast<unsigned char>(text[i + 1]) < 0xA0);
      if (!control)
        shown += text[i];
      else
        escape(byte);
      if (control && byte == 0xC2) escape(static_cast<unsigned char>(text[++i]));
    }
    if (good < text.size()) escape(static_cast<unsigned char>(text[good]));
    text.remove_prefix(std::min(good + 1, text.size()));
  }
  return shown;
}

std::string human_size(std::int64_t size_bytes) {
  static constexpr std::array<const char*, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (size_bytes < 1024) return std::to_string(size_bytes) + " B";
  double size = static_cast<double>(size_bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1023.95 && unit + 1 < units.size(); ++unit) size /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", size, units[unit]);
  return text;
}

std::string human_time(std::int64_t ms) {
  std::string text = deltalake::format_rfc3339_ms(ms);
  text.resize(text.rfind('.') == std::string::npos ? text.size() : text.rfind('.'));
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

namespace {

// How many columns of a terminal the text takes, roughly: its code points.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void columns::print(output& out) const {
  std::vector<std::size_t> widths(how_.size(), 0);
  for (const auto& cells : lines_) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width(cells[i]));
  }
  for (const auto& cells : lines_) {
    std::string line = indent_;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string gap(widths[i] - width(cells[i]), ' ');
      if (i != 0 && widths[i] != 0) line += "  ";
      line += how_[i] == align::right ? gap + cells[i] : cells[i] + gap;
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out.text().append(line) += '\n';
    out.ready();
  }
}

}  // namespace deltalake_tool

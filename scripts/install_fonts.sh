#!/usr/bin/env bash
# Install free typefaces that stand for 宋体 黑体 仿宋 楷体 and 小标宋, so that pages that are looked at are the pages
# that are printed: the Fandol faces, taken out of Debian's texlive-lang-chinese without its hundreds of megabytes,
# and fontconfig's word for which of them stands for which name. Debian and Ubuntu; needs apt-get, dpkg-deb, fc-cache.
set -euo pipefail

fonts="${XDG_DATA_HOME:-$HOME/.local/share}/fonts/fandol"
config="${XDG_CONFIG_HOME:-$HOME/.config}/fontconfig/conf.d/60-chinese-papers.conf"

if ! ls "$fonts"/FandolFang-Regular.otf >/dev/null 2>&1; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"
  (cd "$work" && apt-get download -q texlive-lang-chinese >/dev/null && dpkg-deb -x ./*.deb unpacked)
  mkdir -p "$fonts"
  cp "$work"/unpacked/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/Fandol{Song,Hei,Fang,Kai}-*.otf "$fonts"/
fi

mkdir -p "$(dirname "$config")"
{
  echo '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
  # The bold files call themselves regular.
  for face in FandolSong-Bold FandolHei-Bold; do
    echo "<match target=\"scan\"><test name=\"file\" compare=\"contains\"><string>$face</string></test>"
    echo '<edit name="weight" mode="assign"><const>bold</const></edit></match>'
  done
  while IFS='|' read -r face names; do
    IFS=',' read -ra list <<<"$names"
    for name in "${list[@]}"; do
      echo "<match target=\"pattern\"><test name=\"family\"><string>$name</string></test>"
      echo "<edit name=\"family\" mode=\"append\" binding=\"same\"><string>$face</string></edit></match>"
    done
  done <<'END'
FandolSong|宋体,SimSun,NSimSun,新宋体,STSong,华文宋体,方正小标宋简体,FZXiaoBiaoSong-B05S,小标宋体
FandolHei|黑体,SimHei,STHeiti,华文黑体,Microsoft YaHei,微软雅黑,DengXian,等线
FandolFang|仿宋,FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong,华文仿宋
FandolKai|楷体,KaiTi,楷体_GB2312,KaiTi_GB2312,STKaiti,华文楷体
END
  echo '</fontconfig>'
} >"$config"
fc-cache -f

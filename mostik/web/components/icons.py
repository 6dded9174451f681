"""Our own small set of icons: strokes on a 24 × 24 field, drawn for this product."""

# ruff: noqa: E501 - a drawing is one line

ICONS: dict[str, str] = {
    "alert": '<path d="M12 3.5 2.8 19.5h18.4z"/><path d="M12 10v4.2M12 17.1v.1"/>',
    "arrow-down": '<path d="M12 5v14M6.5 13.5 12 19l5.5-5.5"/>',
    "arrow-left": '<path d="M19 12H5M10.5 6.5 5 12l5.5 5.5"/>',
    "arrow-right": '<path d="M5 12h14M13.5 6.5 19 12l-5.5 5.5"/>',
    "arrow-up": '<path d="M12 19V5M6.5 10.5 12 5l5.5 5.5"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "board": '<rect x="3.5" y="4" width="4.6" height="16" rx="1.4"/><rect x="9.7" y="4" width="4.6" height="10" rx="1.4"/>'
    '<rect x="15.9" y="4" width="4.6" height="13" rx="1.4"/>',
    "book": '<path d="M4.5 5.5c3-1.2 5.5-.8 7.5 1 2-1.8 4.5-2.2 7.5-1v13c-3-1.2-5.5-.8-7.5 1-2-1.8-4.5-2.2-7.5-1z"/>'
    '<path d="M12 6.5v13"/>',
    "briefcase": '<rect x="3.5" y="7.5" width="17" height="12" rx="2"/><path d="M8.5 7.5V5.5a1.5 1.5 0 0 1 1.5-1.5h4'
    'a1.5 1.5 0 0 1 1.5 1.5v2M3.5 12.5h17"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8 16v-4M12.5 16V8M17 16v-6"/>',
    "chat": '<path d="M4 5.5h16v11H11l-4.5 3.5v-3.5H4z"/>',
    "check": '<path d="M5 12.5 10 17.5 19.5 7"/>',
    "check-circle": '<circle cx="12" cy="12" r="8.5"/><path d="M8.2 12.3 11 15l5-5.5"/>',
    "chevron-down": '<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>',
    "chevron-left": '<path d="m14.5 6.5-5.5 5.5 5.5 5.5"/>',
    "chevron-right": '<path d="m9.5 6.5 5.5 5.5-5.5 5.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "columns": '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M9.2 4.5v15M14.8 4.5v15"/>',
    "compass": '<circle cx="12" cy="12" r="8.5"/><path d="m15.5 8.5-2 5-5 2 2-5z"/>',
    "copy": '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M15.5 8.5V5.5A1.5 1.5 0 0 0 14 4H5.5'
    'A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5h3"/>',
    "download": '<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 19.5h15"/>',
    "edit": '<path d="M4.5 19.5 5.5 15 16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/>',
    "eye": '<path d="M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M14 3.5V8h4.5"/>',
    "filter": '<path d="M4 5.5h16l-6.2 7.5v6l-3.6-2v-4z"/>',
    "flag": '<path d="M5.5 21V4M5.5 4.5c4.5-2 8 2 13 0v9c-5 2-8.5-2-13 0"/>',
    "folder": '<path d="M3.5 18.5v-13h6l2 2.5h9v10.5z"/>',
    "funnel": '<path d="M3.5 5h17l-3 5h-11zM6.5 10h11l-2.5 5H9zM9 15h6l-1.5 5h-3z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17z"/>',
    "grip": '<g stroke-width="2.6"><path d="M9 6v.1M15 6v.1M9 12v.1M15 12v.1M9 18v.1M15 18v.1"/></g>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.8a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.6v.1"/>',
    "home": '<path d="m3.5 11 8.5-7 8.5 7M6 9.5v10h12v-10M10 19.5v-5h4v5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.2M12 7.9V8"/>',
    "keyboard": '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10v.1M10.2 10v.1M13.8 10v.1M17.5 10v.1'
    'M8 14h8"/>',
    "layers": '<path d="m12 3.5 9 5-9 5-9-5zM3.5 12.8l8.5 4.7 8.5-4.7M3.5 16.5l8.5 4.5 8.5-4.5"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .3l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.3l-3 3a4 4 0 0 0 5.7 5.7'
    'l1.2-1.2"/>',
    "list": '<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.2 6.5v.1M4.2 12v.1M4.2 17.5v.1"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13" rx="2"/><path d="m3.8 7 8.2 6 8.2-6"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "money": '<circle cx="12" cy="12" r="8.5"/><path d="M10 17V7.5h3a2.7 2.7 0 0 1 0 5.4H8.5M8.5 15.2h4.5"/>',
    "moon": '<path d="M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z"/>',
    "more": '<g stroke-width="2.8"><path d="M5.5 12v.1M12 12v.1M18.5 12v.1"/></g>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.8 19.5c.6-3.6 2.8-5.5 6.2-5.5s5.6 1.9 6.2 5.5M15.5 5.3'
    'a3.5 3.5 0 0 1 0 6.4M17.5 14.4c2 .8 3.3 2.5 3.7 5.1"/>',
    "person": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-4 3.5-6 7.5-6s6.7 2 7.5 6"/>',
    "phone": '<path d="M5 4h4l1.8 4.5-2.3 1.7a11 11 0 0 0 5.3 5.3l1.7-2.3L20 15v4a1.5 1.5 0 0 1-1.7 1.5'
    'A16.5 16.5 0 0 1 3.5 5.7 1.5 1.5 0 0 1 5 4z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "printer": '<path d="M7 9V3.5h10V9M7 16.5H3.5V9h17v7.5H17M7 14h10v6.5H7z"/>',
    "refresh": '<path d="M19.5 12a7.5 7.5 0 1 1-2.4-5.5L19.5 9M19.5 4.5V9H15"/>',
    "robot": '<rect x="4.5" y="8" width="15" height="11.5" rx="2.5"/><path d="M12 8V4.5M9 13v.6M15 13v.6M10 16.5h4M2.5 12.5v3'
    'M21.5 12.5v3"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 4.7 4.7"/>',
    "settings": '<path d="M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9"/><circle cx="15" cy="7.5" r="2"/><circle cx="9" cy="16.5" r="2"/>',
    "sign-out": '<path d="M10 4H5.5v16H10M14.5 8l4 4-4 4M18.5 12H9.5"/>',
    "sort-down": '<path d="m7.5 10 4.5 5 4.5-5"/>',
    "sort-up": '<path d="m7.5 14 4.5-5 4.5 5"/>',
    "spark": '<path d="M12 3.5 13.8 10l6.7 2-6.7 2L12 20.5 10.2 14l-6.7-2 6.7-2z"/>',
    "star": '<path d="m12 3.8 2.5 5.3 5.8.8-4.2 4 1 5.8-5.1-2.8-5.1 2.8 1-5.8-4.2-4 5.8-.8z"/>',
    "split": '<path d="M12 3.5v6M12 9.5 6 15v5.5M12 9.5l6 5.5v5.5M3.5 18 6 20.5 8.5 18M15.5 18l2.5 2.5 2.5-2.5"/>',
    "sun": '<circle cx="12" cy="12" r="3.8"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4'
    'M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "target": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="4.5"/><path d="M12 12v.1"/>',
    "trash": '<path d="M4.5 6.5h15M9.5 6.5v-2h5v2M6.5 6.5l1 13.5h9l1-13.5M10.2 10.5v5.5M13.8 10.5v5.5"/>',
    "trophy": '<path d="M7.5 4h9v6a4.5 4.5 0 0 1-9 0zM7.5 5.5H4c0 3.5 1.5 5 3.7 5.2M16.5 5.5H20c0 3.5-1.5 5-3.7 5.2'
    'M12 14.5V18M8.5 20h7"/>',
    "upload": '<path d="M12 15.5v-11M7.5 9 12 4.5 16.5 9M4.5 19.5h15"/>',
}

# The menu speaks of screens, not of pictures.
ICONS |= {
    "bridge": '<path d="M3.5 19h17M6.5 19v-5.5l5.5-3 5.5 3V19M12 10.5V4M12 4.5l4.5 1.8-4.5 1.8M9.5 15.5h5"/>',
    "day": ICONS["sun"],
    "deals": ICONS["briefcase"],
    "clients": ICONS["people"],
    "tasks": ICONS["check-circle"],
    "metrics": ICONS["chart"],
    "gap": '<path d="M4 5h6v5h5v4.5h5V19M4 19h3M10 19h2M4 14.5v.1"/>',
    "plan": ICONS["target"],
    "capacity": '<path d="M4.5 17a8.5 8.5 0 1 1 15 0M12 15l4-5.5"/><circle cx="12" cy="15.5" r="1.6"/>',
    "actions": ICONS["flag"],
    "structure": '<rect x="9" y="3.5" width="6" height="5" rx="1.2"/><rect x="3" y="15.5" width="6" height="5" rx="1.2"/>'
    '<rect x="15" y="15.5" width="6" height="5" rx="1.2"/><path d="M12 8.5v3.5M6 15.5V12h12v3.5"/>',
    "roles": ICONS["lock"],
    "pipelines": ICONS["layers"],
    "import": ICONS["upload"],
    "templates": ICONS["file"],
}

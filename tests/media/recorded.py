"""Rights as somebody recorded them, so that a picture or film may go live."""

RECORDED = {"rights_holder": "Bảo tàng", "licence": "Thỏa thuận", "consent": "not_needed"}
